package dev.switchboard.configuration;

import java.util.List;
import java.util.Map;

import dev.switchboard.chat.SwitchboardChatModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.model.ollama.autoconfigure.OllamaChatAutoConfiguration;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.OllamaEmbeddingModel;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class OtherModelStartersTests {

	private static final String[] DEPLOYMENT = { "--switchboard.deployments[0].name=east",
			"--switchboard.deployments[0].endpoint=https://east.example.com",
			"--switchboard.deployments[0].api-key=east-key", "--switchboard.deployments[0].models[0].name=m" };

	@Test
	void otherStartersChatModelStaysOff() {
		try (var context = run(OllamaApplication.class)) {
			assertThat(context.getBean(ChatModel.class)).isInstanceOf(SwitchboardChatModel.class);
			assertThat(context.getBeansOfType(ChatModel.class)).hasSize(1);
			assertThat(context.getBeansOfType(ChatClient.class)).hasSize(1);
			assertThat(context.getBeansOfType(OllamaEmbeddingModel.class)).hasSize(1);
		}
	}

	@Test
	void selectionOfAnotherModelApplies() {
		try (var context = run(OllamaApplication.class, "--spring.ai.model.chat=ollama")) {
			assertThat(context.getBean(ChatModel.class)).isInstanceOf(OllamaChatModel.class);
			assertThat(context.getBeansOfType(SwitchboardChatModel.class)).isEmpty();
		}
	}

	@Test
	void selectionOfAnotherModelWarnsOnce(CapturedOutput output) {
		String late = "--spring.main.lazy-initialization=true";
		try (var context = run(OllamaApplication.class, "--spring.ai.model.chat=${CHOSEN:ollama}", late)) {
			assertThat(output).containsOnlyOnce(" WARN ")
				.contains("'spring.ai.model.chat' is 'ollama' (at \"spring.ai.model.chat\" from property source "
						+ "\"commandLineArgs\")", "set it to 'switchboard'", "'switchboard.enabled' to false");
			assertThat(context.getBeansOfType(SwitchboardProperties.class)).isEmpty();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "--spring.ai.model.chat=switchboard", "--spring.ai.model.chat=Switchboard",
			"--switchboard.enabled=false", "--spring.application.name=app" })
	void nobodyElseIsWarned(String argument, CapturedOutput output) {
		try (var context = run(OllamaApplication.class, argument)) {
			assertThat(context.getBeansOfType(ChatModel.class)).hasSize(1);
		}
		var application = new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE);
		try (var context = application.run("--spring.ai.model.chat=ollama")) {
			assertThat(context.getBeansOfType(ChatModel.class)).isEmpty();
		}
		assertThat(output).doesNotContain(" WARN ");
	}

	@Test
	void switchedOffItLeavesOthersAlone() {
		try (var context = run(OllamaApplication.class, "--switchboard.enabled=false")) {
			assertThat(context.getBean(ChatModel.class)).isInstanceOf(OllamaChatModel.class);
			assertThat(context.getEnvironment().containsProperty("spring.ai.model.chat")).isFalse();
		}
	}

	@Test
	void aStarterThatInsistsOnItsKeyIsNotAsked() {
		try (var context = run(InsistingApplication.class)) {
			assertThat(context.getBeansOfType(ChatModel.class)).containsOnlyKeys("switchboardChatModel");
		}
		assertThatException().isThrownBy(() -> run(InsistingApplication.class, "--spring.ai.model.chat=insisting"))
			.withStackTraceContaining("A key must be set");
	}

	@Test
	void withoutDeploymentsNothingIsSupplied() {
		var application = new SpringApplicationBuilder(Empty.class).web(WebApplicationType.NONE);
		try (var context = application.run()) {
			assertThat(context.getEnvironment().containsProperty("spring.ai.model.chat")).isFalse();
		}
	}

	@Test
	void deploymentsFromTheEnvironmentCountToo() {
		MockEnvironment environment = new MockEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
					Map.of("SWITCHBOARD_DEPLOYMENTS_0_NAME", "east")));
		new SwitchboardEnvironmentPostProcessor().postProcessEnvironment(environment, new SpringApplication());
		assertThat(environment.getProperty("spring.ai.model.chat")).isEqualTo("switchboard");
	}

	private static ConfigurableApplicationContext run(Class<?> application, String... more) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.run(StringUtils.concatenateStringArrays(DEPLOYMENT, more));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OllamaApplication {

	}

	@Configuration(proxyBeanMethods = false)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = OllamaChatAutoConfiguration.class)
	static class InsistingApplication {

		/** As the starter of OpenAI does. */
		@Bean
		@ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "insisting", matchIfMissing = true)
		ChatModel insisting(@Value("${insisting.api-key:}") String key) {
			Assert.hasText(key, "A key must be set");
			return (prompt) -> new ChatResponse(List.of());
		}

	}

}
