package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * The use of one deployment by this router, as a row of fixed windows of which the last
 * two are kept. Read either as the current window alone, or sliding: the current window
 * plus the part of the one before that is younger than a window's length. Windows begin
 * and end when they are read, so no timer is needed.
 */
final class SlidingUsage {

	/** Length of a window in nanoseconds; 0 is one window without end. */
	private final long length;

	private volatile UsageWindow current;

	SlidingUsage(long length, long now) {
		this.length = length;
		this.current = UsageWindow.first(now, length);
	}

	/**
	 * The window at a point in time.
	 * @param now the time
	 * @return the window, begun if the last one is over
	 */
	UsageWindow at(long now) {
		UsageWindow window = this.current;
		return (this.length == 0 || now - window.end() < 0) ? window : roll(now);
	}

	/**
	 * The window that was begun last, even if it is over.
	 * @return the window
	 */
	UsageWindow current() {
		return this.current;
	}

	private synchronized UsageWindow roll(long now) {
		UsageWindow last = this.current;
		// read once: a report may move it meanwhile
		long end = last.end();
		long late = now - end;
		if (late < 0) {
			// another thread has begun it
			return last;
		}
		long start = end + late / this.length * this.length;
		return begin(last.next(start, this.length, late < this.length));
	}

	/**
	 * Starts anew with nothing used; windows keep their rhythm.
	 * @param now the time
	 */
	synchronized void reset(long now) {
		begin(at(now).emptied());
	}

	private UsageWindow begin(UsageWindow next) {
		UsageWindow last = this.current;
		this.current = next;
		last.forgetPrevious();
		return next;
	}

	/**
	 * Tokens of the last window's length, as if use had been even within each window. A
	 * window that ended early or began anew is shorter or longer than the others.
	 * @param window the current window
	 * @param now the time
	 * @return the tokens
	 */
	double tokens(UsageWindow window, long now) {
		long age = Math.max(0, now - window.start());
		if (age >= this.length && this.length != 0) {
			return (double) window.spent() * this.length / age;
		}
		return window.spent() + window.previousTokens(this.length - age);
	}

	/**
	 * When the current window ends by itself.
	 * @param now the time
	 * @return the nanoseconds until then, or {@code null} when it never does
	 */
	@Nullable Long remaining(long now) {
		return (this.length != 0) ? Long.valueOf(at(now).end() - now) : null;
	}

}
