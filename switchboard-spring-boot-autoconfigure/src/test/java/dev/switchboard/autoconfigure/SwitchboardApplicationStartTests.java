package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.SwitchboardProperties;
import dev.switchboard.configuration.check.InvalidSwitchboardConfigurationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class SwitchboardApplicationStartTests {

	@Test
	void missingConfigurationNamesTheSwitch(CapturedOutput output) {
		fail();
		assertThat(output)
			.contains("APPLICATION FAILED TO START", "switchboard.deployments has no deployment",
					"switchboard.enabled=false")
			.doesNotContain("\tat ");
	}

	@Test
	void everyProblemIsToldOnceAndNoSecretIs(CapturedOutput output) {
		fail("--switchboard.deployments[0].name=east",
				"--switchboard.deployments[0].endpoint=https://canary-user@east.example.com?canary-query",
				"--switchboard.deployments[0].api-keyy=canary-key", "--switchboard.deployments[0].api-key=canary-key",
				"--switchboard.failover.max-attempts=0");
		assertThat(output)
			.contains("has 4 problems:",
					"switchboard.deployments[0].endpoint (deployment 'east') contains a user name or password",
					"Did you mean 'switchboard.deployments[0].api-key'?",
					"switchboard.deployments[0].models (deployment 'east') is missing",
					"switchboard.failover.max-attempts is zero",
					"\"switchboard.failover.max-attempts\" from property source")
			.doesNotContain("canary")
			.doesNotContain("\tat ");
		assertThat(output.getAll().split("has 4 problems", -1)).hasSize(2);
	}

	@Test
	void lazyInitializationChangesNothing(CapturedOutput output) {
		fail("--spring.main.lazy-initialization=true", "--switchboard.deadline=soon");
		assertThat(output).contains("has 2 problems:", "switchboard.deadline is 'soon', not a time");
	}

	@Test
	void disabledItNeedsNoConfiguration() {
		try (var context = application().run("--switchboard.enabled=false")) {
			assertThat(context.getBeansOfType(SwitchboardProperties.class)).isEmpty();
		}
	}

	private static void fail(String... arguments) {
		assertThatExceptionOfType(InvalidSwitchboardConfigurationException.class)
			.isThrownBy(() -> application().run(arguments).close());
	}

	private static SpringApplicationBuilder application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
