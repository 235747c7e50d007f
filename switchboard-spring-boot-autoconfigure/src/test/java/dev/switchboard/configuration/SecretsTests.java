package dev.switchboard.configuration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("slow")
class SecretsTests {

	@Test
	void theActuatorShowsNoKeyUnderAnyName() {
		try (var context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--server.address=127.0.0.1", "--management.endpoints.web.exposure.include=*",
					"--management.endpoint.env.show-values=always",
					"--management.endpoint.configprops.show-values=always",
					"--management.endpoint.health.show-details=always", "--east.secret=canary-east-key",
					"--nested.json={\"key\":\"canary-east-key\"}", "--harmless=harmless-value",
					"--switchboard.deployments[0].name=east",
					"--switchboard.deployments[0].endpoint=https://east.example.com",
					"--switchboard.deployments[0].api-key=${east.secret}",
					"--switchboard.deployments[0].models[0].name=gpt-4o-mini", "--switchboard.deployments[1].name=west",
					"--switchboard.deployments[1].endpoint=https://west.example.com",
					"--switchboard.deployments[1].api-key=canary-west-key",
					"--switchboard.deployments[1].headers.Ocp-Apim-Subscription-Key=canary-gateway-key",
					"--switchboard.deployments[1].models[0].name=gpt-4o-mini")) {
			RestClient actuator = RestClient
				.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/actuator");
			String environment = get(actuator, "/env");
			assertThat(environment).contains("east.secret", "harmless-value", "******").doesNotContain("canary");
			assertThat(get(actuator, "/env/east.secret")).contains("******").doesNotContain("canary");
			assertThat(get(actuator, "/configprops")).contains("gpt-4o-mini", "apiKey", "******")
				.doesNotContain("canary");
			assertThat(get(actuator, "/health")).contains("gpt-4o-mini").doesNotContain("canary");
			assertThat(get(actuator, "/switchboard")).contains("gpt-4o-mini").doesNotContain("canary");
			assertThat(get(actuator, "/beans")).contains("switchboardChatModel").doesNotContain("canary");
			assertThat(context.getBean(SwitchboardProperties.class).toString()).contains("east", "gpt-4o-mini")
				.doesNotContain("canary", "example.com");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "none", "openai" })
	void noKeyIsShownWhenAnotherChatModelIsSelected(String selected) {
		try (var context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--server.address=127.0.0.1", "--management.endpoints.web.exposure.include=*",
					"--management.endpoint.env.show-values=always", "--spring.ai.model.chat=" + selected,
					"--spring.ai.openai.api-key=another", "--east.secret=canary-east-key",
					"--switchboard.deployments[0].name=east", "--switchboard.deployments[0].api-key=${east.secret}",
					"--spring.application.json={\"switchboard.deployments[0].api-key\":\"canary\\/key\\u003d\"}")) {
			RestClient actuator = RestClient
				.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + "/actuator");
			assertThat(get(actuator, "/env")).contains("east.secret", "******").doesNotContain("canary");
		}
	}

	private static String get(RestClient actuator, String path) {
		return String.valueOf(actuator.get().uri(path).retrieve().body(String.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
