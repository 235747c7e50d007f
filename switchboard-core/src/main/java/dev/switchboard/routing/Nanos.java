package dev.switchboard.routing;

import java.time.Duration;

/**
 * Time as the core keeps it: nanoseconds of a monotonic clock whose zero means nothing,
 * so two readings are only ever compared by subtraction.
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
