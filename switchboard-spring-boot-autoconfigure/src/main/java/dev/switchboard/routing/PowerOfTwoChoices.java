package dev.switchboard.routing;

import java.util.random.RandomGenerator;

import dev.switchboard.routing.DeploymentState.Standing;
import org.jspecify.annotations.Nullable;

/**
 * The default policy: of two candidates drawn at random in proportion to their limits,
 * with replacement, the one that has more room. A uniform pair, or two that always
 * differ, would overload small deployments; looking at all of them would make
 * uncoordinated clients herd.
 */
final class PowerOfTwoChoices {

	/** Above this share of a slice's requests, requests decide before tokens do. */
	private static final double BUSY = 0.5;

	private final RandomGenerator random;

	PowerOfTwoChoices(RandomGenerator random) {
		this.random = random;
	}

	/**
	 * Chooses a candidate.
	 * @param tier where from
	 * @param request the request
	 * @param standing the standing that makes a candidate
	 * @param now the time
	 * @return the choice, or {@code null} when the tier has no candidate
	 */
	@Nullable DeploymentState choose(Tier tier, RouteRequest request, Standing standing, long now) {
		DeploymentState a = Candidates.draw(tier, request, standing, now, this.random.nextLong());
		if (a == null || tier.size() == 1) {
			return a;
		}
		DeploymentState b = Candidates.draw(tier, request, standing, now, this.random.nextLong());
		return (b == null || a == b) ? a : better(a, b, request.estimatedTokens(), now);
	}

	private DeploymentState better(DeploymentState a, DeploymentState b, long estimatedTokens, long now) {
		if (a.limits().tokensPerMinute() == 0 && b.limits().tokensPerMinute() == 0) {
			return (b.inFlight() < a.inFlight()) ? b : a;
		}
		double requestsA = a.requestUtilization(now);
		double requestsB = b.requestUtilization(now);
		if (requestsA > BUSY || requestsB > BUSY) {
			return (requestsB < requestsA) ? b : a;
		}
		if (a.server().isRecent(now) || b.server().isRecent(now)) {
			double paceA = Pace.of(a, estimatedTokens, now);
			double paceB = Pace.of(b, estimatedTokens, now);
			double chanceOfA = paceA * paceA / (paceA * paceA + paceB * paceB);
			return ((this.random.nextLong() >>> 11) * 0x1p-53 < chanceOfA) ? a : b;
		}
		double ownA = (a.usage().tokens(now) + estimatedTokens / 10.0) / a.limits().tokens();
		double ownB = (b.usage().tokens(now) + estimatedTokens / 10.0) / b.limits().tokens();
		return (ownB < ownA) ? b : a;
	}

}
