package dev.switchboard.routing;

import java.util.List;

/**
 * Chooses one of the deployments that may take a request. Replaces the default, power of
 * two choices by pace; one of your own costs a list of snapshots per request, which the
 * default avoids.
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
	 * The default: power of two choices. For policies that narrow the candidates down and
	 * leave the choice to it:
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
	 * As one of several steps it knows only what snapshots tell; by itself, as the bean
	 * that comes with the switchboard, it also knows pace and costs no list.
	 * @return the policy
	 */
	static SelectionPolicy powerOfTwoChoices() {
		return PowerOfTwoChoices.DEFAULT;
	}

}
