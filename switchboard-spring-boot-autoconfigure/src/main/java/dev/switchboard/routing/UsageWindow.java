package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * One accounting window of one deployment: what was reserved in it, corrected as requests
 * are settled. A lease keeps the window it reserved in, so a slow request corrects its
 * own window, and a correction of a window that is gone reaches nobody.
 */
final class UsageWindow {

	private final long start;

	/** Requests that were admitted in all windows before. */
	private final long admittedBefore;

	private volatile long end;

	private final AtomicLong tokens = new AtomicLong();

	private final AtomicLong requests = new AtomicLong();

	/**
	 * The window before, while this is the current one; {@code null} when what was used
	 * in it does not count any more.
	 */
	private volatile @Nullable UsageWindow previous;

	private UsageWindow(long start, long end, long admittedBefore, @Nullable UsageWindow previous) {
		this.start = start;
		this.end = end;
		this.admittedBefore = admittedBefore;
		this.previous = previous;
	}

	/**
	 * Creates the first window.
	 * @param start when it begins
	 * @param end when it ends
	 * @return the window
	 */
	static UsageWindow first(long start, long end) {
		return new UsageWindow(start, end, 0, null);
	}

	/**
	 * Creates the window after this one.
	 * @param start when it begins
	 * @param end when it ends
	 * @param adjacent whether it follows without a gap, so that what was used in this one
	 * counts for the sliding use
	 * @return the window
	 */
	UsageWindow next(long start, long end, boolean adjacent) {
		return new UsageWindow(start, end, admitted(), adjacent ? this : null);
	}

	/** Lets go of the window before, or windows would form an endless chain. */
	void forgetPrevious() {
		this.previous = null;
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.end;
	}

	/**
	 * Moves the end to where the server's window ends. What is reserved stays, so leases
	 * under way settle where they have reserved.
	 * @param end the end
	 */
	void endAt(long end) {
		this.end = end;
	}

	long tokens() {
		return this.tokens.get();
	}

	long requests() {
		return this.requests.get();
	}

	/**
	 * Requests that were admitted in this window and before it.
	 * @return their number, since the start
	 */
	long admitted() {
		return this.admittedBefore + requests();
	}

	/**
	 * Tokens of the last part of the window before, as if its use had been even.
	 * @param nanos the length of that part
	 * @return the tokens
	 */
	double previousTokens(long nanos) {
		UsageWindow previous = this.previous;
		if (previous == null) {
			return 0;
		}
		double length = Math.max(1, this.start - previous.start);
		return previous.tokens() * Math.min(1, nanos / length);
	}

	/**
	 * Reserves a request.
	 * @param tokens what it will probably use
	 * @return the tokens of the window afterwards
	 */
	long reserve(long tokens) {
		this.requests.incrementAndGet();
		return this.tokens.addAndGet(tokens);
	}

	/**
	 * Replaces a reservation by what was really used.
	 * @param reserved what was reserved
	 * @param used what was used
	 */
	void settle(long reserved, long used) {
		this.tokens.addAndGet(used - reserved);
	}

	/** Takes a request back: it was never made. */
	void withdrawRequest() {
		this.requests.decrementAndGet();
	}

}
