package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The requests of the last ten seconds. A service does not spread its requests per minute
 * over the minute: it admits a sixth of them in every slice of ten seconds.
 */
final class RequestSlices {

	private static final long SLICE = 10_000_000_000L;

	/** A multiplication is cheaper than a division. */
	private static final double SLICES_PER_NANO = 1.0 / SLICE;

	private static final double SLICES_PER_MINUTE = 6;

	/** What one request adds to the utilization; 0 when requests are unlimited. */
	private final double share;

	/** Requests taken back after the window they were counted in. */
	private final AtomicLong withdrawnLate = new AtomicLong();

	private volatile Slice current;

	RequestSlices(long requestsPerMinute, long now) {
		this.share = (requestsPerMinute > 0) ? SLICES_PER_MINUTE / requestsPerMinute : 0;
		this.current = new Slice(now + SLICE, 0, 0);
	}

	/**
	 * Lets a slice begin that is due: before every admission, or requests would be
	 * counted in a slice that is over.
	 * @param window the current window
	 * @param now the time
	 * @return the current slice
	 */
	Slice at(UsageWindow window, long now) {
		Slice slice = this.current;
		return (now - slice.end() < 0) ? slice : roll(window, now);
	}

	private synchronized Slice roll(UsageWindow window, long now) {
		Slice last = this.current;
		long late = now - last.end();
		if (late < 0) {
			return last;
		}
		long admitted = admitted(window);
		long previous = (late < SLICE) ? Math.max(0, admitted - last.admittedBefore()) : 0;
		Slice next = new Slice(last.end() + (late / SLICE + 1) * SLICE, admitted, previous);
		this.current = next;
		return next;
	}

	/**
	 * Request utilization: the requests of the last ten seconds against what a slice
	 * admits. Those of other clients are left out: their tokens tell so little about
	 * their requests that the guess doubles the 429s of models that are short of
	 * requests.
	 * @param window the current window
	 * @param now the time
	 * @return the share; 1 is the limit
	 */
	double utilization(UsageWindow window, long now) {
		if (this.share == 0) {
			return 0;
		}
		Slice slice = at(window, now);
		// the part of the slice before that is younger than ten seconds
		long left = Math.min(SLICE, slice.end() - now);
		double previous = (slice.previous() != 0) ? slice.previous() * (left * SLICES_PER_NANO) : 0;
		double requests = admitted(window) - slice.admittedBefore() + previous;
		// what was taken back since may have been counted as previous
		return (requests > 0) ? requests * this.share : 0;
	}

	private long admitted(UsageWindow window) {
		return window.admitted() - this.withdrawnLate.get();
	}

	/** Takes a request back whose window is over: windows since have counted on it. */
	void withdrawLate() {
		this.withdrawnLate.incrementAndGet();
	}

	synchronized void reset(UsageWindow window, long now) {
		this.current = new Slice(at(window, now).end(), admitted(window), 0);
	}

	/**
	 * Ten seconds.
	 *
	 * @param end when they are over
	 * @param admittedBefore requests that had been admitted when they began
	 * @param previous requests of the ten seconds before
	 */
	record Slice(long end, long admittedBefore, long previous) {

	}

}
