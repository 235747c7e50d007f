package dev.switchboard.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.configuration.check.InvalidSwitchboardConfigurationException;
import dev.switchboard.test.StubDeployment;
import jakarta.servlet.Filter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Deployments that arrive after the environment has been prepared, with another model
 * starter on the class path.
 */
@Tag("slow")
class LateDeploymentsTests {

	private static final StubDeployment east = new StubDeployment("east", "m");

	@AfterAll
	static void stop() {
		east.close();
	}

	@Test
	void propertySourceOfTheSameNameStays() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addLast(new MapPropertySource("switchboard", Map.of("of.theirs", "kept")));
		SpringApplicationBuilder application = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.environment(environment)
			.initializers(LateDeploymentsTests::addDeployment);
		try (var context = application.run()) {
			assertThat(context.getEnvironment().getProperty("of.theirs")).isEqualTo("kept");
			assertOnlyOurs(context);
		}
	}

	@Test
	void fromAnInitializerKeepTheOtherChatModelOff() {
		try (var context = run(Application.class, LateDeploymentsTests::addDeployment)) {
			assertOnlyOurs(context);
			assertThat(context.getEnvironment().getProperty("spring.ai.model.chat")).isEqualTo("switchboard");
		}
	}

	@Test
	void lateSelectionOfAnotherModelApplies() {
		try (var context = run(Application.class, (application) -> {
			addDeployment(application);
			application.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("late",
						Map.of("SPRING_AI_MODEL_CHAT", "other", "spring.ai.model.chat", "ollama")));
		})) {
			assertOnlyOllama(context);
		}
		try (var context = run(NamesOllama.class, LateDeploymentsTests::addDeployment)) {
			assertOnlyOllama(context);
		}
	}

	@Test
	void aSwitchThatComesLateLeavesOthersAlone() {
		try (var context = run(Application.class, (application) -> {
			addDeployment(application);
			application.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("off", Map.of("switchboard.enabled", "false")));
		})) {
			assertOnlyOllama(context);
			assertThat(context.getEnvironment().containsProperty("spring.ai.model.chat")).isFalse();
		}
	}

	@Test
	void mistakesThatComeLateAreReportedToo() {
		assertThatExceptionOfType(InvalidSwitchboardConfigurationException.class)
			.isThrownBy(() -> run(Application.class,
					(application) -> application.getEnvironment()
						.getPropertySources()
						.addFirst(new MapPropertySource("late", Map.of("switchboard.deployments[0].name", "east")))))
			.withMessageContaining("switchboard.deployments[0].endpoint");
	}

	@Test
	void reportPrecedesFailingBeans() {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(EarlyBird.class).web(WebApplicationType.SERVLET)
				.run("--server.port=0", "--switchboard.deadline=soon"))
			.havingRootCause()
			.isInstanceOf(InvalidSwitchboardConfigurationException.class)
			.withMessageContainingAll("switchboard.deadline", "switchboard.deployments");
	}

	private static void addDeployment(ConfigurableApplicationContext application) {
		Map<String, Object> properties = new HashMap<>();
		StubDeployment.register((name, value) -> properties.put(name, value.get()), east);
		application.getEnvironment().getPropertySources().addLast(new MapPropertySource("deployments", properties));
	}

	private static ConfigurableApplicationContext run(Class<?> application,
			ApplicationContextInitializer<ConfigurableApplicationContext> initializer) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE).initializers(initializer).run();
	}

	private static void assertOnlyOurs(ApplicationContext context) {
		assertThat(context.getBeansOfType(ChatModel.class).values()).singleElement()
			.isInstanceOf(SwitchboardChatModel.class);
		assertThat(context.getBean(ChatClient.class).prompt("hello").call().content()).isEqualTo("Hello from east");
	}

	private static void assertOnlyOllama(ApplicationContext context) {
		assertThat(context.getBeansOfType(ChatModel.class).values()).singleElement()
			.isInstanceOf(OllamaChatModel.class);
	}

	@Nested
	@DirtiesContext
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE)
	class FromADynamicPropertySource {

		@DynamicPropertySource
		static void deployments(DynamicPropertyRegistry registry) {
			StubDeployment.register(registry::add, east);
		}

		@Test
		void keepTheOtherChatModelOff(@Autowired ApplicationContext context) {
			assertOnlyOurs(context);
		}

	}

	@Nested
	@DirtiesContext
	@SpringBootTest(classes = { Application.class, Registrar.class }, webEnvironment = WebEnvironment.RANDOM_PORT)
	class FromARegistrar {

		@Test
		void areThereWhenTheConfigurationIsChecked(@Autowired ChatClient chat, @Autowired Environment environment) {
			assertThat(chat.prompt("hello").call().content()).isEqualTo("Hello from east");
			assertThat(environment.getProperty("spring.ai.model.chat")).isEqualTo("switchboard");
		}

	}

	@Nested
	@DirtiesContext
	@SpringBootTest(classes = { Application.class, Registrar.class }, webEnvironment = WebEnvironment.MOCK,
			properties = "spring.main.lazy-initialization=true")
	class FromARegistrarWithLazyInitialization {

		@Test
		void areThereWhenTheConfigurationIsChecked(@Autowired ChatClient chat) {
			assertThat(chat.prompt("hello").call().content()).isEqualTo("Hello from east");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:names-ollama.properties")
	static class NamesOllama extends Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Registrar {

		@Bean
		DynamicPropertyRegistrar deployments() {
			return (registry) -> StubDeployment.register(registry::add, east);
		}

	}

	/** Is created before other beans, with the web server. */
	@Configuration(proxyBeanMethods = false)
	static class EarlyBird extends Application {

		@Bean
		Filter filter(ChatModel chatModel) {
			return (request, response, chain) -> chain.doFilter(request, response);
		}

	}

}
