package dev.switchboard.routing;

import java.util.List;
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

	private volatile WeightedDraw draw;

	Tier(List<DeploymentState> members) {
		this.members = List.copyOf(members);
		this.names = members.stream()
			.mapToLong((member) -> Session.hashOfDeployment(member.deployment().name()))
			.toArray();
		this.homeWeights = members.stream().mapToDouble(Tier::homeWeight).toArray();
		this.draw = weigh();
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
		this.draw = weigh();
	}

	private WeightedDraw weigh() {
		return new WeightedDraw(Weights.of(this.members, DeploymentState::tokensPerMinute, Tier::requestsPerMinute));
	}

	/**
	 * Draws members in proportion to their limits.
	 * @return the draw, as the limits are now known
	 */
	WeightedDraw draw() {
		return this.draw;
	}

	/**
	 * Finds the member that is nearest to a session.
	 * @param session the session
	 * @param candidates which members are looked at
	 * @return the nearest, or {@code null} when no member is a candidate
	 */
	@Nullable DeploymentState nearest(Session session, Predicate<DeploymentState> candidates) {
		DeploymentState nearest = null;
		double least = Double.POSITIVE_INFINITY;
		for (int i = 0; i < size(); i++) {
			double distance = session.distance(this.names[i], this.homeWeights[i]);
			if (distance < least && candidates.test(member(i))) {
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
