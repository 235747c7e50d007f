package dev.switchboard.simulation;

import java.util.stream.IntStream;

import dev.switchboard.simulation.Scenario.Limits;
import dev.switchboard.simulation.Weather.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The first minute after one of ten deployments is back: many clients must not overrun
 * it.
 */
@Tag("slow")
class ReturnGoalsTests {

	private static final int RETURN = 600;

	private static final int SEEDS = 20;

	@ParameterizedTest(name = "{0} clients at {1} load")
	@CsvSource({ "1, 0.6", "10, 0.6", "100, 0.6", "1, 0.8", "10, 0.8", "100, 0.8" })
	void firstMinuteAfterAnOutageHasFewRefusals(int clients, double load) {
		Scenario scenario = Scenario.of(clients, 10, Limits.EQUAL, load)
			.withWeather(new Weather(Kind.DEAD, 9, RETURN - 300, RETURN))
			.lasting(RETURN, 60);
		assertThat(IntStream.range(0, SEEDS)
			.mapToObj((seed) -> Simulation.run(scenario.withSeed(seed), Contender.SWITCHBOARD))
			.mapToDouble((result) -> result.throttledPercent() + 100.0 * result.unreachable() / result.requests())
			.average()
			.orElseThrow()).isLessThanOrEqualTo(2);
	}

}
