package dev.switchboard.routing;

import java.util.List;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * Power of two choices on snapshots: what the router does without a policy of the
 * application's, as far as snapshots tell. A router that is given it takes its own way,
 * which needs no list.
 */
final class DefaultSelectionPolicy implements SelectionPolicy {

	static final SelectionPolicy INSTANCE = new DefaultSelectionPolicy(RouterBuilder.RANDOM);

	private final RandomGenerator random;

	DefaultSelectionPolicy(RandomGenerator random) {
		this.random = random;
	}

	@Override
	public DeploymentSnapshot select(List<DeploymentSnapshot> candidates) {
		double[] weights = Weights.of(candidates, DeploymentSnapshot::tokensPerMinute,
				DeploymentSnapshot::requestsPerMinute);
		int a = draw(weights);
		int b = draw(weights);
		ToLongFunction<DeploymentSnapshot> use = use(candidates);
		double useOfA = use.applyAsLong(candidates.get(a)) / weights[a];
		double useOfB = use.applyAsLong(candidates.get(b)) / weights[b];
		return candidates.get((useOfB < useOfA) ? b : a);
	}

	// of what is limited
	private static ToLongFunction<DeploymentSnapshot> use(List<DeploymentSnapshot> candidates) {
		if (candidates.stream().anyMatch((candidate) -> candidate.tokensPerMinute() > 0)) {
			return DeploymentSnapshot::tokens;
		}
		return candidates.stream().anyMatch((candidate) -> candidate.requestsPerMinute() > 0)
				? DeploymentSnapshot::requests : DeploymentSnapshot::inFlight;
	}

	private int draw(double[] weights) {
		double rest = this.random.nextDouble() * DoubleStream.of(weights).sum();
		for (int i = 0; i < weights.length; i++) {
			rest -= weights[i];
			if (rest < 0) {
				return i;
			}
		}
		return weights.length - 1;
	}

}
