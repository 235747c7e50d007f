package dev.switchboard.routing;

/**
 * When the server's windows begin, as an interval that contains a boundary between two of
 * them and narrows with every observation. Guarded by its {@link ServerView}.
 */
final class WindowPhase {

	private static final long LENGTH = 60_000_000_000L;

	/** Pace needs the phase to about this precision. */
	private static final long PRECISE = 10_000_000_000L;

	/**
	 * The way through the network blurs every observation, so none is better than this.
	 */
	private static final long BLUR = 200_000_000L;

	/** Boundaries are named in whole seconds, rounded up. */
	private static final long ROUNDING = 1_000_000_000L;

	private boolean observed;

	private long from;

	private long width = LENGTH;

	private boolean claimed;

	private long claim;

	private long claimedAt;

	/**
	 * Hears when a window is said to end. That is believed when a claim, more than a
	 * second later, still names the same moment: there are servers that name one that is
	 * always as far ahead, and others whose limits have come back by then, little by
	 * little.
	 * @param boundary the end, rounded up to a second
	 * @param now the time
	 */
	void claim(long boundary, long now) {
		if (!this.claimed || Math.abs(boundary - this.claim) > ROUNDING) {
			this.claimed = true;
			this.claim = boundary;
			this.claimedAt = now;
		}
		else if (now - this.claimedAt > ROUNDING) {
			observe(Math.max(boundary, this.claim) - ROUNDING, Math.min(boundary, this.claim));
		}
	}

	/**
	 * Learns when a window ends.
	 * @param boundary the end, rounded up to a second
	 */
	void observe(long boundary) {
		observe(boundary - ROUNDING, boundary);
	}

	/**
	 * Learns that a window began within an interval.
	 * @param from begin of the interval
	 * @param to end of the interval; one that is as long as a window says nothing
	 */
	void observe(long from, long to) {
		long width = Math.max(to - from, BLUR);
		if (width >= LENGTH) {
			return;
		}
		// begin of the new interval behind that of the known one, within one window
		long behind = Math.floorMod(from - this.from, LENGTH);
		long overlapBehind = Math.min(this.width, behind + width) - behind;
		long overlapAhead = Math.min(this.width, behind - LENGTH + width);
		if (!this.observed || Math.max(overlapBehind, overlapAhead) < 0) {
			// the first observation, or one that proves the former wrong
			this.observed = true;
			this.from = from;
			this.width = width;
		}
		else if (overlapAhead < 0) {
			this.from += behind;
			this.width = Math.max(overlapBehind, BLUR);
		}
		else if (overlapBehind < 0) {
			this.width = Math.max(overlapAhead, BLUR);
		}
	}

	boolean isKnown() {
		return this.observed && this.width <= PRECISE;
	}

	/**
	 * When the server's current window began.
	 * @param now the time
	 * @return the begin, at most one window ago
	 */
	long begin(long now) {
		// the latest time it can have been: taken
		// too early, a full window would look empty
		long boundary = this.from + this.width;
		return now - Math.floorMod(now - boundary, LENGTH);
	}

}
