package dev.switchboard.configuration;

import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StartupReportTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class))
		.withPropertyValues("switchboard.deployments[0].name=east",
				"switchboard.deployments[0].endpoint=https://one.example.com",
				"switchboard.deployments[0].api-key=canary", "switchboard.deployments[0].models[0].name=mini",
				"switchboard.deployments[0].models[0].deployment-name=shared",
				"switchboard.deployments[0].models[1].name=large", "switchboard.deployments[1].name=west",
				"switchboard.deployments[1].priority=1", "switchboard.deployments[1].api-key=canary",
				"switchboard.deployments[1].models[0].name=mini");

	@Test
	void oneLineNamesModelsAndDeployments(CapturedOutput output) {
		this.runner.withPropertyValues("switchboard.deployments[1].endpoint=https://two.example.com")
			.run((context) -> assertThat(output)
				.contains("Switchboard routes mini to east, west (priority 1); large to east")
				.doesNotContain("canary", "example.com", "quota"));
	}

	@Test
	void deploymentsThatShareAQuotaAreAWarning(CapturedOutput output) {
		this.runner
			.withPropertyValues("switchboard.deployments[1].endpoint=https://ONE.example.com/",
					"switchboard.deployments[1].models[0].deployment-name=Shared")
			.run((context) -> assertThat(output).contains("WARN",
					"east/mini and west/mini are one deployment in Azure"));
	}

}
