package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * One accounting window of one deployment: what was reserved in it, corrected as requests
 * are settled. A lease keeps the window it reserved in, so a slow request corrects its
 * own window, and a correction of a window that is gone reaches nobody.
 *
 * <p>
 * When the server's window turns out to have begun inside this one, this one
 * {@linkplain #beginAnew begins anew}: what was used before stops counting. For that, use
 * is kept in slices, a sixtieth of a window each.
 */
final class UsageWindow {

	private static final int SLICES = 60;

	/** Slices are kept in a ring that has room for those that are only begun. */
	private static final int RING = SLICES + 4;

	private final long start;

	/** Length of a slice in nanoseconds; 0 when the window has no end. */
	private final long slice;

	/** Requests that were admitted in all windows before. */
	private final long admittedBefore;

	private final long[] tokensOfSlice = new long[RING];

	private final long[] requestsOfSlice = new long[RING];

	private volatile long begin;

	private volatile long end;

	/** Since the start, whether or not it still counts. */
	private volatile long spent;

	private volatile long admitted;

	/** Before the begin: does not count any more. */
	private volatile long spentBefore;

	private volatile long requestsBefore;

	/**
	 * The window before, while this is the current one; {@code null} when what was used
	 * in it does not count any more.
	 */
	private volatile @Nullable UsageWindow previous;

	private UsageWindow(long start, long length, long admittedBefore, @Nullable UsageWindow previous) {
		this.start = start;
		this.slice = length / SLICES;
		this.admittedBefore = admittedBefore;
		this.previous = previous;
		this.begin = start;
		this.end = start + length;
	}

	/**
	 * Creates the first window.
	 * @param start when it begins
	 * @param length its length in nanoseconds; 0 is without end
	 * @return the window
	 */
	static UsageWindow first(long start, long length) {
		return new UsageWindow(start, length, 0, null);
	}

	/**
	 * Creates the window after this one.
	 * @param start when it begins
	 * @param length its length in nanoseconds
	 * @param adjacent whether it follows without a gap, so that what was used in this one
	 * counts for the sliding use
	 * @return the window
	 */
	UsageWindow next(long start, long length, boolean adjacent) {
		return new UsageWindow(start, length, admitted(), adjacent ? this : null);
	}

	/**
	 * Creates the window that takes the place of this one, with nothing used. Begin and
	 * end are read together: with the begin of one report and the end of the next, it
	 * would be longer than its slices.
	 * @return the window
	 */
	synchronized UsageWindow emptied() {
		UsageWindow emptied = new UsageWindow(this.begin, this.slice * SLICES, admitted(), null);
		emptied.endAt(this.end);
		return emptied;
	}

	/** Lets go of the window before, or windows would form an endless chain. */
	void forgetPrevious() {
		this.previous = null;
	}

	/**
	 * Since when requests are reserved in it.
	 * @return the time
	 */
	long start() {
		return this.start;
	}

	/**
	 * Since when requests count.
	 * @return the start, or when it began anew
	 */
	long begin() {
		return this.begin;
	}

	long end() {
		return this.end;
	}

	/**
	 * Ends with the server's window. What is reserved stays, so leases under way settle
	 * where they have reserved.
	 * @param end the end, earlier than the present one
	 */
	synchronized void endAt(long end) {
		this.end = end;
	}

	/**
	 * Begins anew with the server's window, which began inside this one. What was used
	 * before does not count any more.
	 * @param begin when the server's window began; its slice counts as a whole
	 * @param end when it ends, a window's length later
	 */
	synchronized void beginAnew(long begin, long end) {
		long first = number(this.begin);
		long next = number(begin);
		long tokens = 0;
		long requests = 0;
		for (long i = first; i < Math.min(next, first + RING); i++) {
			int index = (int) (i % RING);
			tokens += this.tokensOfSlice[index];
			requests += this.requestsOfSlice[index];
			this.tokensOfSlice[index] = 0;
			this.requestsOfSlice[index] = 0;
		}
		this.spentBefore += tokens;
		this.requestsBefore += requests;
		this.begin = this.start + next * this.slice;
		this.end = end;
	}

	private long number(long time) {
		return (this.slice > 0) ? Math.max(0, time - this.start) / this.slice : 0;
	}

	/**
	 * Tokens that count in this window.
	 * @return the tokens, those of requests in flight included
	 */
	long tokens() {
		return Math.max(0, this.spent - this.spentBefore);
	}

	/**
	 * Tokens that were reserved since the start, whether or not they still count.
	 * @return the tokens
	 */
	long spent() {
		return this.spent;
	}

	long requests() {
		return Math.max(0, this.admitted - this.requestsBefore);
	}

	/**
	 * Requests that were admitted in this window and before it.
	 * @return their number, since the start
	 */
	long admitted() {
		return this.admittedBefore + this.admitted;
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
		return previous.spent * Math.min(1, nanos / length);
	}

	/**
	 * Reserves a request.
	 * @param tokens what it will probably use
	 * @param now the time
	 * @return the tokens spent since the start, these included
	 */
	synchronized long reserve(long tokens, long now) {
		count(tokens, 1, now);
		return this.spent;
	}

	/**
	 * Replaces a reservation by what was really used.
	 * @param reserved what was reserved
	 * @param used what was used
	 * @param since when it was reserved
	 */
	synchronized void settle(long reserved, long used, long since) {
		count(used - reserved, 0, since);
	}

	/**
	 * Takes a request back: it was never made.
	 * @param since when it was reserved
	 */
	synchronized void withdrawRequest(long since) {
		count(0, -1, since);
	}

	private void count(long tokens, int requests, long since) {
		long number = number(since);
		this.spent += tokens;
		this.admitted += requests;
		if (number < number(this.begin)) {
			this.spentBefore += tokens;
			this.requestsBefore += requests;
		}
		else {
			this.tokensOfSlice[(int) (number % RING)] += tokens;
			this.requestsOfSlice[(int) (number % RING)] += requests;
		}
	}

}
