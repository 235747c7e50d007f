package dev.switchboard.simulation;

import java.util.EnumMap;
import java.util.Map;

import dev.switchboard.simulation.Scenario.Headers;

/**
 * One scenario played by several contenders over the same seeds; every result is the sum
 * over the seeds and is computed when first asked for.
 */
final class Experiment {

	private final Scenario scenario;

	private final int seeds;

	private final Map<Contender, Result> results = new EnumMap<>(Contender.class);

	private final Map<Headers, Result> ours = new EnumMap<>(Headers.class);

	Experiment(Scenario scenario, int seeds) {
		this.scenario = scenario;
		this.seeds = seeds;
	}

	Scenario scenario() {
		return this.scenario;
	}

	Result of(Contender contender) {
		return this.results.computeIfAbsent(contender, (key) -> run(this.scenario, key));
	}

	Result switchboard(Headers headers) {
		return this.ours.computeIfAbsent(headers, (key) -> run(this.scenario.withHeaders(key), Contender.SWITCHBOARD));
	}

	double goodput(Result result) {
		return result.goodputPercent(of(Contender.ORACLE));
	}

	private Result run(Scenario scenario, Contender contender) {
		Result sum = Simulation.run(scenario.withSeed(1), contender);
		for (int seed = 2; seed <= this.seeds; seed++) {
			sum = sum.plus(Simulation.run(scenario.withSeed(seed), contender));
		}
		return sum;
	}

}
