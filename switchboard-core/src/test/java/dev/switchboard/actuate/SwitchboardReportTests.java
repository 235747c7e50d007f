package dev.switchboard.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class SwitchboardReportTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Test
	void availableDeploymentShowsUsageAgainstItsLimits() {
		assertThat(report(available("east", 4_200, 10_000, 12, 60)).deployments().get("east"))
			.extractingByKey("gpt-4o-mini")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsExactly(entry("state", "AVAILABLE"), entry("utilization", 0.42), entry("tokens", "4200/10000"),
					entry("requests", "12/60"), entry("inFlight", 3));
	}

	@Test
	void outageShowsReasonStatusAndTimeLeft() {
		DeploymentSnapshot snapshot = new DeploymentSnapshot("west", "gpt-4o-mini", 0, State.QUARANTINED,
				Reason.UNAVAILABLE, 0, 0, 0, 0, 0, 0, Duration.ofMillis(299_001), 401, null, null);
		assertThat(report(snapshot).deployments().get("west")).extractingByKey("gpt-4o-mini")
			.asInstanceOf(InstanceOfAssertFactories.MAP)
			.containsExactly(entry("state", "QUARANTINED"), entry("reason", "UNAVAILABLE"), entry("status", 401),
					entry("cooldownRemaining", "300s"), entry("utilization", 0.0), entry("tokens", "0/-"),
					entry("requests", "0/-"), entry("inFlight", 0));
	}

	@Test
	void timesOfStreamsAreShownOnceThereAreAny() {
		DeploymentSnapshot snapshot = new DeploymentSnapshot("west", "gpt-4o-mini", 0, State.AVAILABLE, null, 0, 0, 0,
				0, 0, 0, Duration.ZERO, null, Duration.ofMillis(840), Duration.ofNanos(15_260_000));
		assertThat(report(snapshot).deployments().get("west").get("gpt-4o-mini")).extracting("firstContent", "perToken")
			.containsExactly("840ms", "15.3ms");
	}

	@ParameterizedTest
	@CsvSource({ "PT7S, 7s", "PT6.000000001S, 7s", "PT0.001S, 1s" })
	void remainingTimeIsRoundedUpToWholeSeconds(Duration remaining, String shown) {
		DeploymentSnapshot snapshot = new DeploymentSnapshot("west", "gpt-4o-mini", 0, State.COOLING_DOWN,
				Reason.RATE_LIMITED, 0, 0, 0, 0, 0, 0, remaining);
		assertThat(report(snapshot).deployments().get("west").get("gpt-4o-mini")).extracting("cooldownRemaining")
			.isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource({ "PT60S, 4200/10000, 12/1", "PT30S, 4200/5000, 12/0.5", "PT45S, 4200/7500, 12/0.75",
			"PT0S, 4200/10000, 12/1", "PT2M, 4200/20000, 12/2" })
	void limitsAreThoseOfTheWindow(Duration window, String tokens, String requests) {
		SwitchboardReport report = new SwitchboardReport(List.of(available("east", 4_200, 10_000, 12, 1)), window);
		assertThat(report.deployments().get("east").get("gpt-4o-mini")).extracting("tokens", "requests")
			.containsExactly(tokens, requests);
	}

	@Test
	void utilizationHasFourDecimals() {
		assertThat(report(available("east", 1, 3, 0, 0)).deployments().get("east").get("gpt-4o-mini"))
			.extracting("utilization")
			.isEqualTo(0.3333);
	}

	@Test
	void modelsCountWhatTakesRequests() {
		assertThat(report(snapshot("east", "a", State.AVAILABLE), snapshot("west", "a", State.RECOVERING),
				snapshot("south", "a", State.SATURATED), snapshot("north", "b", State.DRAINED))
			.models()).containsExactly(entry("a", Map.of("available", 2, "total", 3)),
					entry("b", Map.of("available", 0, "total", 1)));
	}

	@Test
	void deploymentsAndModelsKeepTheOrderOfConfiguration() {
		SwitchboardReport report = report(snapshot("west", "b", State.AVAILABLE),
				snapshot("west", "a", State.AVAILABLE), snapshot("east", "a", State.AVAILABLE));
		assertThat(report.deployments().keySet()).containsExactly("west", "east");
		assertThat(report.deployments().get("west").keySet()).containsExactly("b", "a");
		assertThat(report.models().keySet()).containsExactly("b", "a");
	}

	private static SwitchboardReport report(DeploymentSnapshot... snapshots) {
		return new SwitchboardReport(List.of(snapshots), MINUTE);
	}

	private static DeploymentSnapshot available(String name, long tokens, long tpm, long requests, long rpm) {
		double utilization = (tpm > 0) ? (double) tokens / tpm : 0;
		return new DeploymentSnapshot(name, "gpt-4o-mini", 0, State.AVAILABLE, null, utilization, tokens, tpm, requests,
				rpm, 3, Duration.ZERO);
	}

	private static DeploymentSnapshot snapshot(String name, String model, State state) {
		return new DeploymentSnapshot(name, model, 0, state, null, 0, 0, 0, 0, 0, 0, Duration.ZERO);
	}

}
