package dev.switchboard.routing;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The deployments of one model and one priority, with their weights.
 */
final class Tier {

	/**
	 * Tokens per minute that a deployment counts as for sessions when none is configured:
	 * the order of magnitude of an ordinary quota, so that it gets a fair share beside
	 * configured ones. A constant and not a mean, which would move sessions between two
	 * deployments when a third comes or goes.
	 */
	private static final double UNCONFIGURED = 100_000;

	private final List<DeploymentState> members;

	/** Hashes of the members' names, for sessions. */
	private final long[] names;

	/**
	 * Weights of the members for sessions. They come from configured limits: what is
	 * learned differs from one instance to the next, and sessions would have different
	 * homes there.
	 */
	private final double[] homeWeights;

	/** Nanoseconds for which a ranking holds. */
	private static final long RANKING = 250_000_000L;

	private final boolean preferFast;

	private volatile double[] limits;

	private volatile Ranking ranking;

	Tier(List<DeploymentState> members, boolean preferFast, long now) {
		this.preferFast = preferFast;
		this.members = List.copyOf(members);
		this.names = members.stream()
			.mapToLong((member) -> Session.hashOfDeployment(member.deployment().name()))
			.toArray();
		this.homeWeights = members.stream().mapToDouble(Tier::homeWeight).toArray();
		this.limits = weigh();
		this.ranking = Ranking.byLimits(this.limits, now);
	}

	private static double homeWeight(DeploymentState member) {
		long configured = member.deployment().tokensPerMinute();
		return (configured > 0) ? configured : UNCONFIGURED;
	}

	private static long requestsPerMinute(DeploymentState member) {
		return member.deployment().requestsPerMinute();
	}

	/** Recomputes the weights after a limit has changed. */
	synchronized void reweigh() {
		this.limits = weigh();
		this.ranking = Ranking.byLimits(this.limits, this.ranking.time() - RANKING);
	}

	private double[] weigh() {
		return Weights.of(this.members, DeploymentState::tokensPerMinute, Tier::requestsPerMinute);
	}

	/**
	 * What each member deserves now.
	 * @return the ranking, computed anew a few times a second at most
	 */
	Ranking ranking(long now) {
		Ranking current = this.ranking;
		return (!this.preferFast || now - current.time() < RANKING) ? current : rank(now);
	}

	private synchronized Ranking rank(long now) {
		if (now - this.ranking.time() >= RANKING) {
			this.ranking = Ranking.of(this.members.stream().map((member) -> member.condition(now)).toList(),
					this.limits, this.ranking, now);
		}
		return this.ranking;
	}

	/**
	 * Finds the member that is nearest to a session.
	 * @param session the session
	 * @param candidates which members are looked at
	 * @return the nearest, or {@code null} when no member is a candidate
	 */
	@Nullable DeploymentState nearest(Session session, Predicate<DeploymentState> candidates) {
		return nearestByIndex(session, (index) -> candidates.test(member(index)));
	}

	/**
	 * Whether sessions leave a member: it has been much slower than the others for a
	 * minute.
	 */
	boolean isLeft(DeploymentState member, long now) {
		int index = this.members.indexOf(member);
		return index >= 0 && ranking(now).isLeft(index);
	}

	/**
	 * Finds the member that is nearest to a session, of those that have not been much
	 * slower than the others for a minute if there is one.
	 * @param session the session
	 * @param candidates which members are looked at
	 * @return the nearest, or {@code null} when no member is a candidate
	 */
	@Nullable DeploymentState nearestUnlessSlow(Session session, Predicate<DeploymentState> candidates, long now) {
		Ranking ranking = ranking(now);
		DeploymentState nearest = nearestByIndex(session,
				(index) -> !ranking.isLeft(index) && candidates.test(member(index)));
		return (nearest != null) ? nearest : nearest(session, candidates);
	}

	private @Nullable DeploymentState nearestByIndex(Session session, IntPredicate candidates) {
		DeploymentState nearest = null;
		double least = Double.POSITIVE_INFINITY;
		for (int i = 0; i < size(); i++) {
			double distance = session.distance(this.names[i], this.homeWeights[i]);
			if (distance < least && candidates.test(i)) {
				nearest = member(i);
				least = distance;
			}
		}
		return nearest;
	}

	int size() {
		return this.members.size();
	}

	DeploymentState member(int index) {
		return this.members.get(index);
	}

}
