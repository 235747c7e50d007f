package dev.switchboard.routing;

import java.util.random.RandomGenerator;

import dev.switchboard.routing.DeploymentState.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * The default policy: of two candidates drawn at random in proportion to their limits,
 * with replacement, the one that has more room. A uniform pair, or two that always
 * differ, would overload small deployments; looking at all of them would make
 * uncoordinated clients herd.
 */
final class PowerOfTwoChoices {

	private static final double PART_OF_REQUEST = 0.1;

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
	 * @param readiness the readiness that makes a candidate
	 * @param now the time
	 * @return the choice, or {@code null} when the tier has no candidate
	 */
	@Nullable DeploymentState choose(Tier tier, RouteRequest request, Readiness readiness, long now) {
		long bits = this.random.nextLong();
		DeploymentState a = Candidates.draw(tier, request, readiness, now, bits);
		if (a == null || tier.size() == 1) {
			return a;
		}
		// a draw needs the upper half of its bits: the other half is left for the second
		DeploymentState b = Candidates.draw(tier, request, readiness, now, Long.rotateLeft(bits, 32));
		return (b == null || a == b) ? a : better(a, b, request.estimatedTokens(), now);
	}

	private DeploymentState better(DeploymentState a, DeploymentState b, long estimatedTokens, long now) {
		if (!a.limits().areKnown() && !b.limits().areKnown()) {
			return (b.inFlight() < a.inFlight()) ? b : a;
		}
		UsageWindow windowA = a.usage().at(now);
		UsageWindow windowB = b.usage().at(now);
		double requestsA = a.slices().utilization(windowA, now);
		double requestsB = b.slices().utilization(windowB, now);
		if (requestsA > BUSY || requestsB > BUSY) {
			return (requestsB < requestsA) ? b : a;
		}
		double deservedByA = a.limits().weight();
		double deservedByB = b.limits().weight();
		if (doesPaceMatter(a, windowA, estimatedTokens, now) || doesPaceMatter(b, windowB, estimatedTokens, now)) {
			deservedByA *= Pace.of(a, windowA, requestsA, estimatedTokens, now);
			deservedByB *= Pace.of(b, windowB, requestsB, estimatedTokens, now);
		}
		// what each has got from this router, with a part of the request so that its
		// size matters; sharing that out in proportion to limits and paces, rather than
		// drawing lots by them, halves the noise in what many send to one deployment
		double part = estimatedTokens * PART_OF_REQUEST;
		double gotByA = a.usage().tokens(windowA, now) + part;
		double gotByB = b.usage().tokens(windowB, now) + part;
		return (gotByB * deservedByA < gotByA * deservedByB) ? b : a;
	}

	// not while it has so much room that nothing needs to be hurried, and not where
	// requests are as short as tokens: hurrying to use up tokens would use up slices
	private static boolean doesPaceMatter(DeploymentState state, UsageWindow window, long estimatedTokens, long now) {
		return !state.isIdle(window, now) && !state.limits().areShortOfRequests(estimatedTokens);
	}

}
