package dev.switchboard.simulation;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long answers take.
 *
 * @param factors how many times as long as usual each deployment takes; empty where time
 * does not matter and answers take 1 to 20 s at random
 */
record Slowness(List<Double> factors) {

	static final Slowness RANDOM = new Slowness(List.of());

	/** Seconds until the first token, and for every token. */
	private static final double FIRST = 0.8;

	private static final double EACH = 0.015;

	private static final double LONGEST = 20;

	/** All take as long. */
	static Slowness uniform(int deployments) {
		return new Slowness(Collections.nCopies(deployments, 1.0));
	}

	/** The last one takes longer. */
	static Slowness lastOf(int deployments, double factor) {
		return new Slowness(
				IntStream.range(0, deployments).mapToObj((i) -> (i == deployments - 1) ? factor : 1.0).toList());
	}

	/** From as long as usual to so many times as long, in equal steps. */
	static Slowness upTo(int deployments, double factor) {
		return new Slowness(
				IntStream.range(0, deployments).mapToObj((i) -> 1 + (factor - 1) * i / (deployments - 1)).toList());
	}

	/** Seconds that an answer takes on a deployment of usual speed, drawn at random. */
	double seconds(int completion, double chance) {
		return this.factors.isEmpty() ? 1 + 19 * chance : Math.min(LONGEST, FIRST + EACH * completion);
	}

	double of(int deployment) {
		return this.factors.isEmpty() ? 1 : this.factors.get(deployment);
	}

}
