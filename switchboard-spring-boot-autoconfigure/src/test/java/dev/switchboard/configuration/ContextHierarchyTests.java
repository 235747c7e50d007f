package dev.switchboard.configuration;

import dev.switchboard.Switchboard;
import dev.switchboard.actuate.SwitchboardEndpoint;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.routing.Router;
import dev.switchboard.test.StubDeployment;
import dev.switchboard.testing.Line;
import dev.switchboard.testing.PlainHttp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every context has a switchboard of its own, or none, and closes only its own.
 */
@Tag("slow")
class ContextHierarchyTests {

	private static final StubDeployment east = new StubDeployment("east", "m");

	private static final StubDeployment west = new StubDeployment("west", "m");

	@AfterAll
	static void stop() {
		east.close();
		west.close();
	}

	@Test
	void aChildWithTheStarterHasASwitchboardOfItsOwn() {
		try (var parent = run(null, Application.class, deployment(east))) {
			SwitchboardChatModel ofParent = parent.getBean(SwitchboardChatModel.class);
			try (var child = run(parent, Application.class, deployment(west))) {
				SwitchboardChatModel ofChild = child.getBean(SwitchboardChatModel.class);
				assertThat(ofChild.call("hello")).isEqualTo("Hello from west");
				assertThat(ofParent.call("hello")).isEqualTo("Hello from east");
				assertThat(requests(child)).isOne();
				assertThat(requests(parent)).isOne();
				assertThat(child.getBean(Router.class)).isNotSameAs(parent.getBean(Router.class));
				assertThat(child.getBean(WindowResets.class)).isNotSameAs(parent.getBean(WindowResets.class));
				assertThat(child.getBean(SwitchboardEndpoint.class).switchboard().toString()).contains("west")
					.doesNotContain("east");
			}
			assertThat(ofParent.call("hello")).isEqualTo("Hello from east");
			assertThat(parent.getBean(WindowResets.class).isRunning()).isTrue();
		}
	}

	@Test
	void childWithoutStarterUsesParent() {
		try (var parent = run(null, Application.class, deployment(east))) {
			try (var child = run(parent, Bare.class)) {
				assertThat(child.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east");
			}
			assertThat(parent.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east");
		}
	}

	@Test
	void aChildThatSwitchesItOffHasNoBeanOfOurs() {
		try (var parent = run(null, Application.class, deployment(east))) {
			try (var child = run(parent, Application.class, "--switchboard.enabled=false")) {
				assertThat(child.getBeanDefinitionNames()).noneMatch((name) -> name.startsWith("switchboard"));
				assertThat(child.getBean(ChatClient.class).prompt("hello").call().content())
					.isEqualTo("Hello from east");
			}
			assertThat(parent.getBean(ChatClient.class).prompt("hello").call().content()).isEqualTo("Hello from east");
		}
	}

	@Test
	void childClosesOnlyItsOwnChatModel() {
		try (var parent = run(null, Application.class, deployment(east))) {
			try (var child = run(parent, OwnChatModel.class, deployment(west))) {
				assertThat(child.getBean("own", ChatModel.class)).isInstanceOf(SwitchboardChatModel.class);
			}
			assertThat(parent.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east");
		}
	}

	@Test
	void parentsBeansReplaceDefaultsInChild() {
		try (var parent = run(null, Keys.class, deployment(east))) {
			try (var child = run(parent, Application.class, deployment(west))) {
				Asking asking = child.getAutowireCapableBeanFactory().createBean(Asking.class);
				assertThat(asking.keys().apiKey("west")).isEqualTo("key of west");
				assertThat(child.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from west");
			}
		}
	}

	@Test
	void theEndpointWorksOnAPortOfItsOwn() {
		String[] ports = { "--server.port=0", "--management.server.port=0",
				"--management.endpoints.web.exposure.include=*", "--spring.main.web-application-type=servlet" };
		try (var context = new SpringApplicationBuilder(Application.class)
			.run(StringUtils.concatenateStringArrays(deployment(east), ports))) {
			assertThat(context.getEnvironment().getProperty("local.management.port"))
				.isNotEqualTo(context.getEnvironment().getProperty("local.server.port"));
			PlainHttp http = PlainHttp.management(context.getEnvironment());
			String path = "/actuator/switchboard";
			assertThat(http.get(path).getBody()).contains("\"east\":{\"m\":{\"state\":\"AVAILABLE\"");
			assertThat(http.post(path + "/east", "{}").getBody()).contains("COOLING_DOWN");
			http.delete(path + "/east");
			assertThat(context.getBean(ChatModel.class).call("hello")).isEqualTo("Hello from east");
		}
	}

	private static long requests(ConfigurableApplicationContext context) {
		return context.getBean(Switchboard.class).snapshots().get(0).requests();
	}

	private static String[] deployment(StubDeployment stub) {
		String prefix = "--switchboard.deployments[0].";
		return new String[] { prefix + "name=" + stub.name(), prefix + "endpoint=" + stub.endpoint(),
				prefix + "api-key=none-needed", prefix + "models[0].name=m", "--spring.jmx.enabled=true",
				"--spring.jmx.unique-names=true", "--management.endpoints.jmx.exposure.include=switchboard" };
	}

	private static ConfigurableApplicationContext run(ConfigurableApplicationContext parent, Class<?> application,
			String... arguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(application).web(WebApplicationType.NONE);
		if (parent != null) {
			builder.parent(parent);
		}
		return builder.run(arguments);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(
			excludeName = "org.springframework.ai.model.ollama.autoconfigure.OllamaEmbeddingAutoConfiguration")
	static class Application {

	}

	record Asking(ApiKeyProvider keys) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Bare {

	}

	@Configuration(proxyBeanMethods = false)
	static class Keys extends Application {

		@Bean
		ApiKeyProvider keys() {
			return (deployment) -> "key of " + deployment;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnChatModel extends Application {

		@Bean
		SwitchboardChatModel own(Router router) {
			return SwitchboardChatModel.builder()
				.failover(Failover.builder().router(router, new CapacitySignal()).build())
				.support(Line.chatSupport())
				.build();
		}

	}

}
