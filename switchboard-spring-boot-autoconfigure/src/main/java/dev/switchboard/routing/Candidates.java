package dev.switchboard.routing;

import dev.switchboard.routing.DeploymentState.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Who may take a request, and fair draws among them. A draw costs the same however many
 * deployments there are: who is no candidate is drawn again, and only after several
 * misses all are looked at.
 */
final class Candidates {

	private static final int DRAWS = 8;

	private Candidates() {
	}

	static boolean isCandidate(DeploymentState state, RouteRequest request, Readiness readiness, long now) {
		return state.readiness(now) == readiness
				&& (request.excluded().isEmpty() || !request.excluded().contains(state.deployment().name()));
	}

	/**
	 * Draws a candidate in proportion to its limit.
	 * @param tier where from
	 * @param request the request
	 * @param readiness the readiness that makes a candidate
	 * @param now the time
	 * @param random 64 random bits
	 * @return a candidate, or {@code null} when the tier has none
	 */
	static @Nullable DeploymentState draw(Tier tier, RouteRequest request, Readiness readiness, long now, long random) {
		long bits = random;
		if (tier.size() > 1) {
			for (int i = 0; i < DRAWS; i++) {
				DeploymentState state = tier.draw((int) (bits >>> 32));
				if (isCandidate(state, request, readiness, now)) {
					return state;
				}
				// a step of a linear generator: good enough to draw once more
				bits = bits * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
			}
		}
		return scan(tier, request, readiness, now, (bits >>> 11) * 0x1p-53);
	}

	private static @Nullable DeploymentState scan(Tier tier, RouteRequest request, Readiness readiness, long now,
			double random) {
		double sum = 0;
		for (int i = 0; i < tier.size(); i++) {
			if (isCandidate(tier.member(i), request, readiness, now)) {
				sum += tier.weight(i);
			}
		}
		double rest = random * sum;
		DeploymentState last = null;
		for (int i = 0; i < tier.size() && sum > 0; i++) {
			if (isCandidate(tier.member(i), request, readiness, now)) {
				last = tier.member(i);
				rest -= tier.weight(i);
				if (rest < 0) {
					return last;
				}
			}
		}
		return last;
	}

}
