package dev.switchboard.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.switchboard.simulation.Scenario.Headers;
import dev.switchboard.simulation.Scenario.Limits;
import dev.switchboard.simulation.Scenario.Server;
import dev.switchboard.simulation.Weather.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Plays a short simulation and compares its results with those that are committed, so
 * that a change of the selection shows in its diff what it does. Virtual time and seeds
 * make the results the same on every machine.
 */
@Tag("slow")
class SimulationResultsTests {

	private static final Path COMMITTED = Path.of("src/test/resources/dev/switchboard/simulation/results.md");

	private static final String UPDATE = "simulation.update";

	private static final int WARM_UP = 300;

	private static final int SECONDS = 1_800;

	@Test
	void resultsAreTheCommittedOnes() throws IOException {
		List<String> now = results();
		if (Boolean.getBoolean(UPDATE)) {
			Files.write(COMMITTED, now);
		}
		List<String> committed = Files.readAllLines(COMMITTED);
		assertThat(now)
			.as("The simulation's results have moved. If that is what the change is for, write them anew and commit "
					+ "them:%n  mvn -pl <this module> test -Dtest=SimulationResultsTests -D%s=true%n%s", UPDATE,
					difference(committed, now))
			.isEqualTo(committed);
	}

	private static String difference(List<String> committed, List<String> now) {
		List<String> lines = new ArrayList<>();
		committed.stream().filter((line) -> !now.contains(line)).forEach((line) -> lines.add("- " + line));
		now.stream().filter((line) -> !committed.contains(line)).forEach((line) -> lines.add("+ " + line));
		lines.sort((a, b) -> setting(a).compareTo(setting(b)));
		return String.join("\n", lines);
	}

	private static String setting(String line) {
		return line.split("\\|")[Math.min(1, line.split("\\|").length - 1)];
	}

	private static List<String> results() {
		List<String> lines = new ArrayList<>();
		lines.add("Any 429 / failed at the caller / goodput of an all-knowing oracle, in %. One seed, " + SECONDS
				+ " s: for comparison with the same figures of other code only.");
		lines.add("");
		lines.add("| setting | Switchboard, no headers | Switchboard |");
		lines.add("|---|---|---|");
		scenarios().forEach((setting, scenario) -> {
			Experiment experiment = new Experiment(scenario.lasting(WARM_UP, SECONDS), 1);
			lines.add("| " + setting + " | " + cell(experiment, Headers.NONE) + " | " + cell(experiment, Headers.ALL)
					+ " |");
		});
		lines.add("");
		lines.add("Seconds until the whole answer, mean / p95 / p99 (any 429 in %).");
		lines.add("");
		lines.add("| setting | Switchboard, no headers | Switchboard |");
		lines.add("|---|---|---|");
		Map<String, Scenario> speed = new LinkedHashMap<>(SpeedScenarios.withRoom(WARM_UP, SECONDS));
		speed.putAll(SpeedScenarios.nearlyFull(WARM_UP, SECONDS));
		speed.putAll(SpeedScenarios.refilling(WARM_UP, SECONDS));
		speed.forEach((setting,
				scenario) -> lines.add("| " + setting + " | "
						+ SimulationReport
							.times(Simulation.run(scenario.withHeaders(Headers.NONE), Contender.SWITCHBOARD))
						+ " | " + SimulationReport.times(Simulation.run(scenario, Contender.SWITCHBOARD)) + " |"));
		return lines;
	}

	private static Map<String, Scenario> scenarios() {
		Map<String, Scenario> scenarios = new LinkedHashMap<>();
		for (int clients : new int[] { 1, 10, 100 }) {
			scenarios.put(clients + ", equal", Scenario.of(clients, 10, Limits.EQUAL, 0.95));
			scenarios.put(clients + ", 10:1", Scenario.of(clients, 10, Limits.TEN_TO_ONE, 0.95));
			scenarios.put(clients + ", 10:1, bound by requests",
					Scenario.of(clients, 10, Limits.TEN_TO_ONE, 0.95).withMeanLimit(240_000, 0.6));
			scenarios.put(clients + ", 10:1, 60k, refilling",
					Scenario.of(clients, 10, Limits.TEN_TO_ONE, 0.95)
						.withMeanLimit(60_000, 6)
						.withServer(Server.BUCKETS));
		}
		scenarios.put("10, 10:1, three deployments", Scenario.of(10, 3, Limits.TEN_TO_ONE, 0.95));
		scenarios.put("10, 10:1, 80 %", Scenario.of(10, 10, Limits.TEN_TO_ONE, 0.8));
		scenarios.put("10, 10:1, 110 %", Scenario.of(10, 10, Limits.TEN_TO_ONE, 1.1));
		scenarios.put("10, equal, one dead", Scenario.of(10, 10, Limits.EQUAL, 0.8)
			.withWeather(new Weather(Kind.DEAD, 9, WARM_UP + 100, WARM_UP + 300)));
		return scenarios;
	}

	private static String cell(Experiment experiment, Headers headers) {
		Result result = experiment.switchboard(headers);
		return String.format(Locale.ROOT, "%.2f / %.3f / %.2f", result.throttledPercent(), result.failedPercent(),
				experiment.goodput(result));
	}

}
