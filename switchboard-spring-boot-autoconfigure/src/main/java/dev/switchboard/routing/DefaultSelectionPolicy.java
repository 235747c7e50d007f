package dev.switchboard.routing;

import java.util.List;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

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
		OptionalDouble mean = candidates.stream()
			.mapToLong(DeploymentSnapshot::tokensPerMinute)
			.filter((limit) -> limit > 0)
			.average();
		double ofUnknown = mean.orElse(1);
		DeploymentSnapshot a = draw(candidates, ofUnknown);
		DeploymentSnapshot b = draw(candidates, ofUnknown);
		if (mean.isEmpty()) {
			return (b.inFlight() < a.inFlight()) ? b : a;
		}
		return (b.tokens() / weight(b, ofUnknown) < a.tokens() / weight(a, ofUnknown)) ? b : a;
	}

	private DeploymentSnapshot draw(List<DeploymentSnapshot> candidates, double ofUnknown) {
		double sum = candidates.stream().mapToDouble((candidate) -> weight(candidate, ofUnknown)).sum();
		double rest = this.random.nextDouble() * sum;
		for (DeploymentSnapshot candidate : candidates) {
			rest -= weight(candidate, ofUnknown);
			if (rest < 0) {
				return candidate;
			}
		}
		return candidates.get(candidates.size() - 1);
	}

	private static double weight(DeploymentSnapshot candidate, double ofUnknown) {
		return (candidate.tokensPerMinute() > 0) ? candidate.tokensPerMinute() : ofUnknown;
	}

}
