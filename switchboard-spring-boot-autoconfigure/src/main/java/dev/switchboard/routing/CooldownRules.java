package dev.switchboard.routing;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a mark lasts.
 *
 * @param standard how long an unanswered trial keeps the next one waiting, and the
 * default of an operator's cooldown
 * @param max upper bound of rate limits and outages
 * @param quarantine how long what a person has to mend stays out
 * @param random where the jitter comes from
 */
record CooldownRules(Duration standard, Duration max, Duration quarantine, RandomGenerator random) {

	/** Doubling ends here, unless the cooldown itself is longer. */
	private static final Duration DOUBLING_CAP = Duration.ofSeconds(30);

	/** Up to a fifth on top, so that uncoordinated clients do not return together. */
	private static final double JITTER = 0.2;

	/**
	 * How long a failure keeps a deployment out.
	 * @param failure the failure
	 * @param cooldown the cooldown of the model
	 * @param failedTrials trials in a row that failed, each of which doubles the cooldown
	 * @return the pause
	 */
	Pause pause(Failure failure, Duration cooldown, int failedTrials) {
		if (failure.pause() == Failure.Pause.QUARANTINE) {
			return exactly(Nanos.of(this.quarantine));
		}
		Duration asked = failure.retryAfter();
		if (failure.pause() == Failure.Pause.WAIT && asked != null) {
			long wait = Nanos.of(min(asked, this.max));
			return failure.exact() ? exactly(wait) : new Pause(wait, jittered(wait, Nanos.of(this.max)));
		}
		long cap = Nanos.of(min(max(DOUBLING_CAP, cooldown), this.max));
		// beyond 2^20 the cap has long been reached
		double doubled = (double) Nanos.of(cooldown) * (1 << Math.min(failedTrials, 20));
		// nobody asked for this: the jitter is a part of it
		return exactly(jittered((long) Math.min(doubled, cap), cap));
	}

	private static Pause exactly(long nanos) {
		return new Pause(nanos, nanos);
	}

	private long jittered(long nanos, long cap) {
		double random = (this.random.nextLong() >>> 11) * 0x1p-53;
		return Math.min(cap, nanos + (long) (nanos * JITTER * random));
	}

	private static Duration min(Duration a, Duration b) {
		return (a.compareTo(b) < 0) ? a : b;
	}

	private static Duration max(Duration a, Duration b) {
		return (a.compareTo(b) > 0) ? a : b;
	}

	/**
	 * A pause.
	 *
	 * @param due nanoseconds that are due to the fault
	 * @param length nanoseconds with the jitter
	 */
	record Pause(long due, long length) {

	}

}
