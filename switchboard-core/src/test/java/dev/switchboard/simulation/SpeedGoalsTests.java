package dev.switchboard.simulation;

import java.util.Map;
import java.util.stream.Stream;

import dev.switchboard.simulation.Result.Times;
import dev.switchboard.simulation.Scenario.Headers;
import dev.switchboard.simulation.Scenario.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small, seeded part of the simulation of deployments that are not equally fast. Runs
 * are exactly repeatable; the bounds leave room for other choices of the same policy.
 */
@Tag("slow")
class SpeedGoalsTests {

	private static final int WARM_UP = 300;

	private static final int SECONDS = 1_200;

	static Stream<Arguments> withRoom() {
		return arguments(SpeedScenarios.withRoom(WARM_UP, SECONDS));
	}

	static Stream<Arguments> nearlyFull() {
		return arguments(SpeedScenarios.nearlyFull(WARM_UP, SECONDS));
	}

	private static Stream<Arguments> arguments(Map<String, Scenario> scenarios) {
		return scenarios.entrySet().stream().map((entry) -> Arguments.of(entry.getKey(), entry.getValue()));
	}

	/** The fastest that is possible, 30 % more; two choices by in-flight are slower. */
	@ParameterizedTest(name = "{0}")
	@MethodSource
	void withRoom(String name, Scenario scenario) {
		Result ours = Simulation.run(scenario, Contender.SWITCHBOARD);
		Times fastest = Simulation.run(scenario, Contender.FASTEST).times();
		Times inFlight = Simulation.run(scenario, Contender.IN_FLIGHT).times();

		assertThat(ours.times().mean()).isLessThanOrEqualTo(1.35 * fastest.mean()).isLessThan(inFlight.mean());
		assertThat(ours.times().percentile(99)).isLessThanOrEqualTo(inFlight.percentile(99));
		assertThat(ours.throttledPercent()).isLessThanOrEqualTo(0.5);
		assertThat(ours.failed()).isZero();
	}

	/** Without headers, what is much slower is avoided, and nothing else changes. */
	@ParameterizedTest(name = "{0}")
	@MethodSource("withRoom")
	void withRoomAndWithoutHeaders(String name, Scenario scenario) {
		Scenario silent = scenario.withHeaders(Headers.NONE);
		Result ours = Simulation.run(silent, Contender.SWITCHBOARD);
		Result limitsOnly = Simulation.run(silent, Contender.LIMITS_ONLY);

		assertThat(ours.times().mean()).isLessThanOrEqualTo(1.01 * limitsOnly.times().mean());
		assertThat(ours.throttledPercent()).isLessThanOrEqualTo(limitsOnly.throttledPercent() + 0.3);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void nearlyFull(String name, Scenario scenario) {
		Result ours = Simulation.run(scenario, Contender.SWITCHBOARD);
		Result limitsOnly = Simulation.run(scenario, Contender.LIMITS_ONLY);

		assertThat(ours.throttledPercent()).isLessThanOrEqualTo(limitsOnly.throttledPercent() + 0.1);
		assertThat(ours.failed()).isLessThanOrEqualTo(limitsOnly.failed());
		assertThat(ours.times().mean()).isLessThanOrEqualTo(1.01 * limitsOnly.times().mean());
	}

	@Test
	void equallyFastDeploymentsAreUsedAsBefore() {
		Scenario scenario = Scenario.of(10, 10, Limits.EQUAL, 0.8)
			.withSlowness(Slowness.uniform(10))
			.lasting(WARM_UP, SECONDS);

		assertThat(Simulation.run(scenario, Contender.SWITCHBOARD).throttledPercent())
			.isLessThanOrEqualTo(Simulation.run(scenario, Contender.LIMITS_ONLY).throttledPercent() + 0.1);
	}

}
