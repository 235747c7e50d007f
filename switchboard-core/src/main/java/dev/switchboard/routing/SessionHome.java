package dev.switchboard.routing;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The home of a session: the deployment in the model's lowest tier that is nearest to it.
 *
 * @param session the session
 * @param deployment the home
 */
record SessionHome(Session session, DeploymentState deployment) implements Chooser {

	/**
	 * Finds the home of a request's session.
	 * @param lowest the lowest tier of its model
	 * @return the home, or {@code null} when the request has no session
	 */
	static @Nullable SessionHome of(RouteRequest request, Tier lowest) {
		Session session = Session.of(request.sessionId());
		DeploymentState nearest = (session != null) ? lowest.nearest(session, (member) -> true) : null;
		return (session != null && nearest != null) ? new SessionHome(session, nearest) : null;
	}

	/** Home if possible and not far slower than the others, else to its substitute. */
	@Override
	public @Nullable DeploymentState choose(Tier tier, Predicate<DeploymentState> candidates, long estimatedTokens,
			long now) {
		if (candidates.test(this.deployment) && !tier.isLeft(this.deployment, now)) {
			return this.deployment;
		}
		return tier.nearestUnlessSlow(this.session, candidates, now);
	}

	Affinity affinity(DeploymentState chosen) {
		return (chosen == this.deployment) ? Affinity.KEPT : Affinity.MOVED;
	}

}
