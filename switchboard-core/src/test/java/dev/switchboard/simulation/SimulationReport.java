package dev.switchboard.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.simulation.Scenario.Headers;
import dev.switchboard.simulation.Scenario.Limits;
import dev.switchboard.simulation.Scenario.Server;
import dev.switchboard.simulation.Weather.Kind;

/**
 * Runs the whole simulation, prints its tables, and writes them to a Markdown file with a
 * plot beside it. Arguments: the directory to write to, seconds of virtual time per run,
 * and seeds per setting.
 */
public final class SimulationReport {

	private static final int WARM_UP = 600;

	private final StringBuilder text = new StringBuilder();

	private final int seconds;

	private final int seeds;

	private SimulationReport(int seconds, int seeds) {
		this.seconds = seconds;
		this.seeds = seeds;
	}

	public static void main(String[] args) throws IOException {
		Path directory = Path.of(args[0]);
		SimulationReport report = new SimulationReport(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
		Files.createDirectories(directory);
		Files.writeString(directory.resolve("simulation.svg"), report.contenders());
		report.speed();
		report.weather();
		report.harder();
		report.refilling();
		report.parts();
		report.goals();
		Files.writeString(directory.resolve("simulation.md"), report.text);
	}

	private void print(String format, Object... arguments) {
		String line = String.format(Locale.ROOT, format, arguments);
		System.out.println(line);
		this.text.append(line).append('\n');
	}

	private Experiment experiment(int clients, Limits limits, Weather... weather) {
		return new Experiment(
				Scenario.of(clients, 10, limits, 0.95).withWeather(weather).lasting(WARM_UP, this.seconds), this.seeds);
	}

	private String contenders() {
		print("# Simulation of the selection");
		print("");
		print("Written by `mvn -Psimulation -pl switchboard-core process-test-classes`: "
				+ "uncoordinated clients, each a real `Router` in virtual time, against deployments that charge tokens "
				+ "at admission in windows of 60 s of unknown phase. Measured are %d s, seeds per setting: %d.",
				this.seconds, this.seeds);
		print("");
		print("![429s by contender](simulation.svg)");
		print("");
		print("The oracle takes the deployment with room whose window ends first. That is best for tokens, not for "
				+ "requests per ten seconds, where others can serve more than it does.");
		print("");
		print("Ten deployments, 95 %% load. Any 429 / failed at the caller / goodput of an all-knowing oracle, in %%.");
		print("");
		print("| clients, limits | round robin | limit-weighted random | two choices by in-flight "
				+ "| the Python original | Switchboard, no headers | Switchboard |");
		print("|---|---|---|---|---|---|---|");
		BarChart chart = new BarChart("Requests that met a 429, in % (10 deployments, 95 % load)", "round robin",
				"in-flight", "Python original", "ours, no headers", "Switchboard");
		for (int clients : new int[] { 1, 10, 100 }) {
			for (Limits limits : Limits.values()) {
				Experiment experiment = experiment(clients, limits);
				Result none = experiment.switchboard(Headers.NONE);
				Result all = experiment.switchboard(Headers.ALL);
				String setting = clients + ", " + ((limits == Limits.EQUAL) ? "equal" : "10:1");
				List<String> cells = new ArrayList<>();
				for (Result result : List.of(experiment.of(Contender.ROUND_ROBIN),
						experiment.of(Contender.WEIGHTED_RANDOM), experiment.of(Contender.IN_FLIGHT),
						experiment.of(Contender.ORIGINAL), none, all)) {
					cells.add(cell(experiment, result));
				}
				print("%s", "| " + setting + " | " + String.join(" | ", cells) + " |");
				chart.add(setting, experiment.of(Contender.ROUND_ROBIN).throttledPercent(),
						experiment.of(Contender.IN_FLIGHT).throttledPercent(),
						experiment.of(Contender.ORIGINAL).throttledPercent(), none.throttledPercent(),
						all.throttledPercent());
			}
		}
		return chart.svg();
	}

	private static String cell(Experiment experiment, Result result) {
		return String.format(Locale.ROOT, "%.2f / %.3f / %.2f", result.throttledPercent(), result.failedPercent(),
				experiment.goodput(result));
	}

	private void speed() {
		print("");
		print("## Speed");
		print("");
		print("Ten clients, equal limits. An answer takes 0.8 s and 15 ms for every token, at most 20 s, times the "
				+ "deployment's slowness. Seconds until the whole answer, mean / p95 / p99 (any 429 in %%). The oracle "
				+ "knows which deployments have room and takes the fastest of them. LiteLLM's routing is fast because it fills "
				+ "the fastest until they refuse: look at its 429s.");
		print("");
		print("| load, deployments | fastest with room (oracle) | round robin | two choices by in-flight "
				+ "| Finagle's Peak EWMA | LiteLLM's latency-based | the Python original | Switchboard, limits only | Switchboard, no headers | Switchboard |");
		print("|---|---|---|---|---|---|---|---|---|---|");
		Map<String, Scenario> scenarios = new LinkedHashMap<>(SpeedScenarios.withRoom(WARM_UP, this.seconds));
		scenarios.putAll(SpeedScenarios.nearlyFull(WARM_UP, this.seconds));
		scenarios.putAll(SpeedScenarios.refilling(WARM_UP, this.seconds));
		scenarios.forEach((setting, scenario) -> print("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |", setting,
				times(Simulation.run(scenario, Contender.FASTEST)),
				times(Simulation.run(scenario, Contender.ROUND_ROBIN)),
				times(Simulation.run(scenario, Contender.IN_FLIGHT)),
				times(Simulation.run(scenario, Contender.PEAK_EWMA)),
				times(Simulation.run(scenario, Contender.LATENCY_BASED)),
				times(Simulation.run(scenario, Contender.ORIGINAL)),
				times(Simulation.run(scenario, Contender.LIMITS_ONLY)),
				times(Simulation.run(scenario.withHeaders(Headers.NONE), Contender.SWITCHBOARD)),
				times(Simulation.run(scenario, Contender.SWITCHBOARD))));
	}

	static String times(Result result) {
		return String.format(Locale.ROOT, "%.1f / %.0f / %.0f (%.2f)", result.times().mean(),
				result.times().percentile(95), result.times().percentile(99), result.throttledPercent());
	}

	private void weather() {
		print("");
		print("## Weather");
		print("");
		print("Ten clients, ten equal deployments, 95 %% load; it lasts for the second third of the time.");
		print("");
		print("| weather | the Python original | Switchboard, no headers | Switchboard |");
		print("|---|---|---|---|");
		int from = WARM_UP + this.seconds / 3;
		int to = WARM_UP + 2 * this.seconds / 3;
		for (Kind kind : Kind.values()) {
			row(kind.name().toLowerCase(Locale.ROOT), experiment(10, Limits.EQUAL, new Weather(kind, 9, from, to)));
		}
	}

	private void harder() {
		print("");
		print("## Harder: small limits, and models bound by requests");
		print("");
		print("10:1 limits, 95 %% load of tokens. With 0.6 requests per minute and 1,000 tokens the requests of a "
				+ "slice of ten seconds run out before the tokens do.");
		print("");
		print("| setting | the Python original | Switchboard, no headers | Switchboard |");
		print("|---|---|---|---|");
		for (int clients : new int[] { 1, 10, 100 }) {
			Scenario scenario = Scenario.of(clients, 10, Limits.TEN_TO_ONE, 0.95).lasting(WARM_UP, this.seconds);
			row(clients + " clients, 60k tokens", new Experiment(scenario.withMeanLimit(60_000, 6), this.seeds));
			row(clients + " clients, bound by requests",
					new Experiment(scenario.withMeanLimit(240_000, 0.6), this.seeds));
		}
	}

	private void refilling() {
		print("");
		print("## Limits that refill");
		print("");
		print("OpenAI's own limits are buckets as large as a minute's limit that refill all the time, a sixtieth per "
				+ "second; there is no window, and a reset header says when a bucket is full. The last column is a router "
				+ "that takes them for windows, as behind a gateway.");
		print("");
		print("| clients, limits, mean limit, load | round robin | the Python original | Switchboard, no headers "
				+ "| Switchboard | taken for windows |");
		print("|---|---|---|---|---|---|");
		for (int clients : new int[] { 1, 10, 100 }) {
			for (Limits limits : Limits.values()) {
				refilling(clients, limits, 240_000, 0.95);
				refilling(clients, limits, 60_000, 0.95);
				refilling(clients, limits, 240_000, 1.05);
			}
		}
	}

	private void refilling(int clients, Limits limits, long meanLimit, double load) {
		Scenario scenario = Scenario.of(clients, 10, limits, load)
			.withMeanLimit(meanLimit, 6)
			.lasting(WARM_UP, this.seconds);
		Experiment told = new Experiment(scenario.withServer(Server.BUCKETS), this.seeds);
		Experiment untold = new Experiment(scenario.withServer(Server.BUCKETS_TAKEN_FOR_WINDOWS), this.seeds);
		print("| %d, %s, %dk, %d %% | %s | %s | %s | %s | %s |", clients, (limits == Limits.EQUAL) ? "equal" : "10:1",
				meanLimit / 1_000, Math.round(100 * load), cell(told, told.of(Contender.ROUND_ROBIN)),
				cell(told, told.of(Contender.ORIGINAL)), cell(told, told.switchboard(Headers.NONE)),
				cell(told, told.switchboard(Headers.ALL)), cell(told, untold.switchboard(Headers.ALL)));
	}

	/** Parts that were deleted cannot be measured any more: their table is a file. */
	private void parts() throws IOException {
		try (InputStream table = SimulationReport.class.getResourceAsStream("parts.md")) {
			Objects.requireNonNull(table, "parts.md");
			print("");
			new String(table.readAllBytes(), StandardCharsets.UTF_8).lines().forEach((line) -> print("%s", line));
		}
	}

	private void row(String setting, Experiment experiment) {
		print("%s",
				"| " + setting + " | " + cell(experiment, experiment.of(Contender.ORIGINAL)) + " | "
						+ cell(experiment, experiment.switchboard(Headers.NONE)) + " | "
						+ cell(experiment, experiment.switchboard(Headers.ALL)) + " |");
	}

	private void goals() {
		print("");
		print("## Goals");
		print("");
		print("In %%, but where said. 429s are counted per request, several of one request included.");
		print("");
		print("| setting | measure | goal | measured | reached |");
		print("|---|---|---|---|---|");
		new Goals(this.seconds, this.seeds).measure().forEach((goal) -> print("%s", goal.row()));
	}

}
