package dev.switchboard.routing;

import java.util.List;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * The weight of each deployment of a tier: its token limit or, where that is unknown, the
 * mean of the known ones; request limits in the same way when no token limit of the tier
 * is known; else all weigh the same.
 */
final class Weights {

	private Weights() {
	}

	/**
	 * Weighs the deployments of a tier.
	 * @param <T> what stands for a deployment
	 * @param members the deployments
	 * @param tokensPerMinute the token limit; 0 is unknown
	 * @param requestsPerMinute the request limit; 0 is unknown
	 * @return the weights in the order of the deployments, all of them positive
	 */
	static <T> double[] of(List<T> members, ToLongFunction<T> tokensPerMinute, ToLongFunction<T> requestsPerMinute) {
		double[] byTokens = byLimit(members, tokensPerMinute);
		double[] weights = (byTokens != null) ? byTokens : byLimit(members, requestsPerMinute);
		return (weights != null) ? weights : members.stream().mapToDouble((member) -> 1).toArray();
	}

	private static <T> double @Nullable [] byLimit(List<T> members, ToLongFunction<T> limit) {
		double mean = members.stream().mapToLong(limit).filter((known) -> known > 0).average().orElse(0);
		return (mean > 0)
				? members.stream().mapToLong(limit).mapToDouble((known) -> (known > 0) ? known : mean).toArray() : null;
	}

}
