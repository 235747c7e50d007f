package dev.switchboard.routing;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** Chooses among the candidates of a tier. */
@FunctionalInterface
interface Chooser {

	/**
	 * Chooses a candidate.
	 * @param tier where from
	 * @param candidates which of its deployments may take the request
	 * @return the choice, or {@code null} if no deployment of the tier can take the
	 * request
	 */
	@Nullable DeploymentState choose(Tier tier, Predicate<DeploymentState> candidates, long estimatedTokens, long now);

}
