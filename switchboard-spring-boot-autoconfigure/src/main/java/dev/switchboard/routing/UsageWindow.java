package dev.switchboard.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * One accounting window of one deployment: what was reserved in it, corrected as requests
 * are settled. A lease keeps the window it reserved in, so a slow request corrects its
 * own window, and a correction of a window that is gone reaches nobody.
 */
final class UsageWindow {

	/**
	 * Tokens take the lower 48 bits of a word, enough for a hundred million per minute
	 * during five years, and the requests in flight the upper 16: a request reserves, and
	 * later settles, both with one write.
	 */
	private static final int TOKEN_BITS = 48;

	private static final long IN_FLIGHT = 1L << TOKEN_BITS;

	private static final long TOKENS = IN_FLIGHT - 1;

	private static final VarHandle USE = Fields.of(MethodHandles.lookup(), "use", long.class);

	private static final VarHandle REQUESTS = Fields.of(MethodHandles.lookup(), "requests", long.class);

	private final long start;

	/** Requests that were admitted in all windows before. */
	private final long admittedBefore;

	/** What a nanosecond of the window before weighs; 0 when that does not count. */
	private final double previousPerNano;

	private volatile long end;

	/** Tokens, and requests in flight. */
	private volatile long use;

	private volatile long requests;

	/**
	 * The window before, and by way of it every older one in which something may still be
	 * in flight.
	 */
	private volatile @Nullable UsageWindow previous;

	private UsageWindow(long start, long end, long admittedBefore, double previousPerNano,
			@Nullable UsageWindow previous) {
		this.start = start;
		this.end = end;
		this.admittedBefore = admittedBefore;
		this.previousPerNano = previousPerNano;
		this.previous = previous;
	}

	/**
	 * Creates the first window.
	 * @param start when it begins
	 * @param end when it ends
	 * @return the window
	 */
	static UsageWindow first(long start, long end) {
		return new UsageWindow(start, end, 0, 0, null);
	}

	/**
	 * Creates the window after this one.
	 * @param start when it begins
	 * @param end when it ends
	 * @param length length of this one, or 0 when what was used in it does not count for
	 * the sliding use
	 * @return the window
	 */
	UsageWindow next(long start, long end, long length) {
		double previousPerNano = (length > 0) ? 1.0 / length : 0;
		return new UsageWindow(start, end, admitted(), previousPerNano, this);
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
		return this.use & TOKENS;
	}

	long requests() {
		return this.requests;
	}

	/**
	 * Requests that were admitted in this window and before it.
	 * @return their number, since the start
	 */
	long admitted() {
		return this.admittedBefore + this.requests;
	}

	/**
	 * Tokens of the last part of the window before, as if its use had been even.
	 * @param nanos the length of that part
	 * @return the tokens
	 */
	double previousTokens(long nanos) {
		UsageWindow previous = this.previous;
		return (this.previousPerNano != 0 && previous != null)
				? previous.tokens() * Math.min(1, nanos * this.previousPerNano) : 0;
	}

	/**
	 * Requests of this window and of those before that are in flight.
	 * @return their number
	 */
	int inFlight() {
		int sum = 0;
		for (UsageWindow window = this; window != null; window = window.previous) {
			sum += window.open();
		}
		return sum;
	}

	private int open() {
		return (int) (this.use >>> TOKEN_BITS);
	}

	/** Lets go of windows with nothing in flight, or they would form an endless chain. */
	void forgetEnded() {
		UsageWindow window = this;
		UsageWindow older = this.previous;
		while (older != null) {
			if (older.open() == 0) {
				window.previous = older.previous;
			}
			else {
				window = older;
			}
			older = window.previous;
		}
	}

	/**
	 * Reserves a request.
	 * @param tokens what it will probably use
	 * @return the tokens of the window afterwards
	 */
	long reserve(long tokens) {
		REQUESTS.getAndAdd(this, 1L);
		return ((long) USE.getAndAdd(this, IN_FLIGHT + tokens) & TOKENS) + tokens;
	}

	/**
	 * Replaces a reservation by what was really used: the request is over.
	 * @param reserved what was reserved
	 * @param used what was used
	 */
	void settle(long reserved, long used) {
		USE.getAndAdd(this, used - reserved - IN_FLIGHT);
	}

	/** Takes a request back: it was never made. */
	void withdrawRequest() {
		REQUESTS.getAndAdd(this, -1L);
	}

}
