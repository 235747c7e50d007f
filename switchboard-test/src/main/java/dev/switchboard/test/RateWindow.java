package dev.switchboard.sample.simulation;

import java.time.Duration;

/**
 * A limit per fixed window of 60 s. Not thread-safe: its deployment guards it.
 */
final class RateWindow {

	private static final long LENGTH = Duration.ofSeconds(60).toNanos();

	private final long limit;

	private long start;

	private long used;

	/**
	 * A window that is {@code phase} into its first minute: the windows of a real service
	 * do not start when a client does, nor all at once.
	 */
	RateWindow(long limit, long now, Duration phase) {
		this.limit = limit;
		this.start = now - phase.toNanos();
	}

	long limit() {
		return this.limit;
	}

	long remaining(long now) {
		long windows = (now - this.start) / LENGTH;
		if (windows > 0) {
			this.start += windows * LENGTH;
			this.used = 0;
		}
		return this.limit - this.used;
	}

	void take(long amount) {
		this.used += amount;
	}

	Duration untilReset(long now) {
		return Duration.ofNanos(this.start + LENGTH - now);
	}

}
