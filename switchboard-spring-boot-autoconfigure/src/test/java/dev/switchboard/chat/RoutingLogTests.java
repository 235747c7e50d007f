package dev.switchboard.chat;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.RoutingListener.Cooldown;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RoutingLogTests {

	private final RoutingLog log = new RoutingLog(List.of("east", "west"));

	@Test
	void cooldownOfAWholeDeploymentIsOneWarning(CapturedOutput output) {
		this.log.cooledDown(new Cooldown("west", List.of("gpt-4o-mini", "gpt-4o"), Reason.UNAVAILABLE, false,
				Duration.ofSeconds(10), 503, "req-42"));
		assertThat(output.toString().lines()).singleElement()
			.asString()
			.contains("WARN")
			.endsWith("Deployment 'west' is cooling down for 10 s (models [gpt-4o-mini, gpt-4o]):"
					+ " UNAVAILABLE, status 503, request id req-42");
	}

	@Test
	void cooldownWithoutResponseNamesNeitherStatusNorRequest(CapturedOutput output) {
		this.log.cooledDown(new Cooldown("west", List.of("gpt-4o-mini"), Reason.TIMED_OUT, false,
				Duration.ofMillis(10_350), null, null));
		assertThat(output.toString().trim())
			.endsWith("Deployment 'west' is cooling down for 10350 ms (models [gpt-4o-mini]): TIMED_OUT");
	}

	@Test
	void drainSaysWhatEndsIt(CapturedOutput output) {
		this.log.cooledDown(cooldown(Reason.OPERATOR, false, null, null));
		assertThat(output.toString().lines()).singleElement()
			.asString()
			.contains("WARN", "Deployment 'west' is drained", "until it is resumed");
	}

	@ParameterizedTest
	@CsvSource({ "401, switchboard.deployments[1].api-key", "403, switchboard.deployments[1].api-key",
			"404, switchboard.deployments[1].endpoint and .models[*].deployment-name",
			"400, switchboard.deployments[1].models[*].deployment-name", "429, the quota and billing",
			", switchboard.deployments[1].endpoint and the TLS certificate" })
	void quarantineIsAnErrorThatNamesThePropertyToLookAt(@Nullable Integer status, String property,
			CapturedOutput output) {
		this.log.cooledDown(cooldown(Reason.UNAVAILABLE, true, Duration.ofMinutes(5), status));
		assertThat(output.toString().lines()).singleElement()
			.asString()
			.contains("ERROR", "Deployment 'west' is quarantined for 300 s (models [gpt-4o-mini])",
					"Look at " + property);
	}

	private static Cooldown cooldown(Reason reason, boolean quarantined, @Nullable Duration duration,
			@Nullable Integer status) {
		return new Cooldown("west", List.of("gpt-4o-mini"), reason, quarantined, duration, status, null);
	}

}
