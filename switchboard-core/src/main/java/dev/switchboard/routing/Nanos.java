package dev.switchboard.routing;

import java.time.Duration;

/**
 * Arithmetic on readings of a monotonic clock, in nanoseconds. Zero has no meaning, so
 * two readings are compared by subtraction only.
 */
final class Nanos {

	/** Longer than any uptime, short enough that sums never overflow (73 years). */
	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 4);

	private Nanos() {
	}

	static long of(Duration duration) {
		return ((duration.compareTo(FOREVER) < 0) ? duration : FOREVER).toNanos();
	}

}
