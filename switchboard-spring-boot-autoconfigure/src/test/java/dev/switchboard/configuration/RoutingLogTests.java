package dev.switchboard.configuration;

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

	private final RoutingLog log = new RoutingLog(
			List.of(access("east", 0, true, false, false), access("west", 1, true, false, false),
					access("north", 2, false, false, true), access("south", 3, false, true, true),
					access("up", 4, true, true, false), access("down", 5, false, true, false)));

	private static RoutingLog.Access access(String name, int index, boolean key, boolean provider, boolean entra) {
		return new RoutingLog.Access(name, "switchboard.deployments[" + index + "]", key, provider, entra);
	}

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
	void cooldownWithoutResponseNamesNoStatus(CapturedOutput output) {
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

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", textBlock = """
			401 | west  | deployments[1].api-key: the service   | Entra
			401 | north | Microsoft Entra ID                    | api-key
			401 | north | role on the resource                  | api-key
			401 | south | ApiKeyProvider returns for 'south' or | api-key
			401 | south | Microsoft Entra ID                    | api-key
			401 | up    | deployments[4].api-key or the key     | Entra
			401 | down  | ApiKeyProvider returns for 'down'     | api-key
			403 | north | role on the resource                  | api-key
			403 | north | network rules                         | api-key
			429 | north | deployments[2].endpoint               | api-key
			401 | other | deployments[*].api-key                | Entra
			""")
	void quarantineNamesTheKeyOnlyWhereThereIsOne(int status, String deployment, String named, String unnamed,
			CapturedOutput output) {
		this.log.cooledDown(new Cooldown(deployment, List.of("gpt-4o-mini"), Reason.UNAVAILABLE, true,
				Duration.ofMinutes(5), status, null));

		assertThat(output.toString().lines()).singleElement()
			.asString()
			.contains("ERROR", "status " + status, named)
			.doesNotContain(unnamed);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			north | no token              | Look at the identity of this application in Microsoft Entra ID
			north | no token              | its role on the resource
			south | neither key nor token | the key that the ApiKeyProvider returns for 'south'
			south | neither key nor token | Microsoft Entra ID
			down  | no key                | the key that the ApiKeyProvider returns for 'down'
			""")
	void cooldownWithoutCredentialNamesItsSource(String deployment, String missing, String source,
			CapturedOutput output) {
		this.log.cooledDown(new Cooldown(deployment, List.of("gpt-4o-mini"), Reason.UNAVAILABLE, false,
				Duration.ofSeconds(10), null, null, true));

		assertThat(output.toString().lines()).singleElement()
			.asString()
			.contains("WARN", "'" + deployment + "' is cooling down for 10 s", missing, source)
			.doesNotContain("api-key");
	}

	private static Cooldown cooldown(Reason reason, boolean quarantined, @Nullable Duration duration,
			@Nullable Integer status) {
		return new Cooldown("west", List.of("gpt-4o-mini"), reason, quarantined, duration, status, null);
	}

}
