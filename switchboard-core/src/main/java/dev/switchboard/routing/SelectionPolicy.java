package dev.switchboard.routing;

import java.util.List;

/**
 * Chooses one of the deployments that may take a request. Replaces the default, which is
 * the power of two choices by pace. Another policy costs a list of snapshots per request,
 * which the default avoids.
 *
 * <pre>{@code
 * &#64;Bean
 * SelectionPolicy leastUtilized() {
 *   return (candidates) -> Collections.min(candidates, Comparator.comparingDouble(DeploymentSnapshot::utilization));
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SelectionPolicy {

	/**
	 * Chooses a candidate. Called on the caller's thread, so it must not block.
	 * @param candidates the deployments that may take the request, never empty, all of
	 * one model and one priority
	 * @return one of the candidates
	 */
	DeploymentSnapshot select(List<DeploymentSnapshot> candidates);

	/**
	 * Returns the default policy: power of two choices. A policy of your own may narrow
	 * the candidates down and leave the choice to it:
	 *
	 * <pre>{@code
	 * &#64;Bean
	 * SelectionPolicy notTheBusiest() {
	 *   SelectionPolicy rest = SelectionPolicy.powerOfTwoChoices();
	 *   return (candidates) -> {
	 *     List<DeploymentSnapshot> free = candidates.stream().filter((one) -> one.inFlight() < 100).toList();
	 *     return rest.select(free.isEmpty() ? candidates : free);
	 *   };
	 * }
	 * }</pre>
	 *
	 * Called like this, it knows only the snapshots; as the default bean, it also knows
	 * the pace of each deployment and needs no list.
	 * @return the policy
	 */
	static SelectionPolicy powerOfTwoChoices() {
		return PowerOfTwoChoices.DEFAULT;
	}

}
