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
		this.current = new UsageWindow(now, 0, 0, null);
	}

	/**
	 * The window at a point in time.
	 * @param now the time
	 * @return the window, begun if the last one is over
	 */
	UsageWindow at(long now) {
		UsageWindow window = this.current;
		return (this.length == 0 || now - window.start() < this.length) ? window : roll(now);
	}

	private UsageWindow roll(long now) {
		while (true) {
			UsageWindow last = this.current;
			long passed = (now - last.start()) / this.length;
			if (passed <= 0) {
				return last;
			}
			UsageWindow next = new UsageWindow(last.start() + passed * this.length, 0, 0, (passed == 1) ? last : null);
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
		this.current = new UsageWindow(at(now).start(), 0, 0, null);
	}

	/**
	 * Tokens of the last window's length.
	 * @param now the time
	 * @return the tokens
	 */
	double tokens(long now) {
		UsageWindow window = at(now);
		UsageWindow previous = window.previous();
		return (previous != null) ? window.tokens() + previous.tokens() * left(window, now) : window.tokens();
	}

	/**
	 * Requests of the last window's length.
	 * @param now the time
	 * @return the requests
	 */
	double requests(long now) {
		UsageWindow window = at(now);
		UsageWindow previous = window.previous();
		return (previous != null) ? window.requests() + previous.requests() * left(window, now) : window.requests();
	}

	private double left(UsageWindow window, long now) {
		return Math.max(0, 1 - elapsed(window, now));
	}

	/**
	 * The part of a window that is over.
	 * @param window the current window
	 * @param now the time
	 * @return a share of its length; 0 when windows have no end
	 */
	double elapsed(UsageWindow window, long now) {
		return (this.length != 0) ? (double) (now - window.start()) / this.length : 0;
	}

	/**
	 * Lets windows begin at another time, as if use had been even in the past.
	 * @param begin when the current window shall have begun, less than a length ago
	 * @param now the time
	 * @return the current window
	 */
	UsageWindow align(long begin, long now) {
		UsageWindow last = at(now);
		UsageWindow before = last.previous();
		long beforeTokens = (before != null) ? before.tokens() : 0;
		long beforeRequests = (before != null) ? before.requests() : 0;
		// of the last window, what is younger than the begin; of the one before likewise
		double ofLast = Math.min(1, (double) (now - begin) / Math.max(1, now - last.start()));
		double ofBefore = Math.max(0, (double) (last.start() - begin) / this.length);
		long tokens = Math.round(last.tokens() * ofLast + beforeTokens * ofBefore);
		long requests = Math.round(last.requests() * ofLast + beforeRequests * ofBefore);
		UsageWindow previous = new UsageWindow(begin - this.length, last.tokens() + beforeTokens - tokens,
				last.requests() + beforeRequests - requests, null);
		UsageWindow aligned = new UsageWindow(begin, tokens, requests, previous);
		this.current = aligned;
		return aligned;
	}

	/**
	 * When the current window ends by itself.
	 * @param now the time
	 * @return the nanoseconds until then, or {@code null} when it never does
	 */
	@Nullable Long remaining(long now) {
		return (this.length != 0) ? Long.valueOf(at(now).start() + this.length - now) : null;
	}

}
