package dev.switchboard.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The use of one deployment by this router, as a row of fixed windows of which the last
 * two are kept. Read either as the current window alone, or sliding: the current window
 * plus the part of the one before that is younger than a window's length. Windows begin
 * and end when they are read, so no timer is needed.
 */
final class SlidingUsage {

	private static final VarHandle CURRENT;

	static {
		try {
			CURRENT = MethodHandles.lookup().findVarHandle(SlidingUsage.class, "current", UsageWindow.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Length of a window in nanoseconds; 0 is one window without end. */
	private final long length;

	private volatile UsageWindow current;

	SlidingUsage(long length, long now) {
		this.length = length;
		this.current = new UsageWindow(now, now + length, null);
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

	private UsageWindow roll(long now) {
		while (true) {
			UsageWindow last = this.current;
			// read once: a report may move it meanwhile
			long end = last.end();
			long late = now - end;
			if (late < 0) {
				return last;
			}
			long start = end + late / this.length * this.length;
			UsageWindow next = new UsageWindow(start, start + this.length, (late < this.length) ? last : null);
			if (CURRENT.compareAndSet(this, last, next)) {
				last.forgetPrevious();
				return next;
			}
		}
	}

	/**
	 * Starts anew with nothing used; windows keep their rhythm.
	 * @param now the time
	 */
	void reset(long now) {
		UsageWindow window = at(now);
		this.current = new UsageWindow(window.start(), window.end(), null);
	}

	/**
	 * Tokens of the last window's length, as if use had been even within each window.
	 * Where an end was moved, a window is longer or shorter than the others.
	 * @param now the time
	 * @return the tokens
	 */
	double tokens(long now) {
		UsageWindow window = at(now);
		UsageWindow previous = window.previous();
		long tokens = window.tokens();
		long age = Math.max(0, now - window.start());
		if (this.length != 0 && age >= this.length) {
			return (double) tokens * this.length / age;
		}
		if (previous == null) {
			return tokens;
		}
		double young = (double) (this.length - age) / Math.max(1, previous.end() - previous.start());
		return tokens + previous.tokens() * Math.min(1, young);
	}

	/**
	 * The part of a window that is over.
	 * @param window the current window
	 * @param now the time
	 * @return a share of the usual length, counted back from its end; 0 when windows have
	 * no end
	 */
	double elapsed(UsageWindow window, long now) {
		return (this.length != 0) ? 1 - (double) (window.end() - now) / this.length : 0;
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
