package dev.switchboard.routing;

import java.time.Duration;
import java.util.random.RandomGenerator;

import dev.switchboard.routing.DeploymentSnapshot.Reason;

/**
 * How long an outage lasts.
 *
 * @param standard how long an unanswered trial keeps the next one waiting, and the
 * default of an operator's cooldown
 * @param max upper bound of rate limits and outages
 * @param quarantine how long a deployment stays out after a fault that only a change can
 * fix
 * @param random the source of the jitter
 */
record CooldownRules(Duration standard, Duration max, Duration quarantine, RandomGenerator random) {

	/** Doubling ends here, unless the cooldown itself is longer. */
	private static final Duration DOUBLING_CAP = Duration.ofSeconds(30);

	/** Up to a fifth on top, so that uncoordinated clients do not return together. */
	private static final double JITTER = 0.2;

	/**
	 * The outage that a failure leads to.
	 * @param cooldown the cooldown of the model
	 * @param failedTrials trials in a row that failed, each of which doubles the cooldown
	 */
	Outage outage(Failure failure, Duration cooldown, int failedTrials, long now) {
		if (failure.pause() == Failure.Pause.QUARANTINE) {
			long quarantine = Nanos.of(this.quarantine);
			return outage(Outage.Kind.QUARANTINE, failure, now + quarantine, now + quarantine);
		}
		Duration asked = failure.retryAfter();
		if (failure.pause() == Failure.Pause.WAIT && asked != null) {
			long wait = Nanos.of(min(asked, this.max));
			long length = failure.exact() ? wait : jittered(wait, Nanos.of(this.max));
			return outage(Outage.Kind.COOLDOWN, failure, now + wait, now + length);
		}
		long cap = Nanos.of(min(max(DOUBLING_CAP, cooldown), this.max));
		// beyond 2^20 the cap has long been reached
		double doubled = (double) Nanos.of(cooldown) * (1 << Math.min(failedTrials, 20));
		// no service asked for this wait: the jitter is part of it
		long length = jittered((long) Math.min(doubled, cap), cap);
		return outage(Outage.Kind.COOLDOWN, failure, now + length, now + length);
	}

	private static Outage outage(Outage.Kind kind, Failure failure, long due, long until) {
		Reason reason = switch (failure.kind()) {
			case RATE_LIMITED -> Reason.RATE_LIMITED;
			case TIMED_OUT -> Reason.TIMED_OUT;
			case UNAVAILABLE, REJECTED -> Reason.UNAVAILABLE;
		};
		return Outage.until(kind, reason, failure.status(), until).dueAt(due);
	}

	private long jittered(long nanos, long cap) {
		return Math.min(cap, nanos + (long) (nanos * JITTER * this.random.nextDouble()));
	}

	private static Duration min(Duration a, Duration b) {
		return (a.compareTo(b) < 0) ? a : b;
	}

	private static Duration max(Duration a, Duration b) {
		return (a.compareTo(b) > 0) ? a : b;
	}

}
