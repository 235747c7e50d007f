package dev.switchboard.failover;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The total time of one call, counted from its start on a monotonic clock.
 */
public final class Deadline {

	/**
	 * Timers work in whole milliseconds: a timer set to the deadline may fire up to one
	 * millisecond early and still counts.
	 */
	private static final long TICK = 1_000_000;

	private final LongSupplier nanoTime;

	private final Duration length;

	private final long end;

	public Deadline(Duration length, LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.length = length;
		this.end = nanoTime.getAsLong() + length.toNanos();
	}

	/** The time that is left; negative after the deadline. */
	Duration remaining() {
		return Duration.ofNanos(this.end - this.nanoTime.getAsLong());
	}

	/** The time since the start. */
	Duration elapsed() {
		return this.length.minus(remaining());
	}

	boolean hasPassed() {
		return this.end - this.nanoTime.getAsLong() <= TICK;
	}

	Duration length() {
		return this.length;
	}

}
