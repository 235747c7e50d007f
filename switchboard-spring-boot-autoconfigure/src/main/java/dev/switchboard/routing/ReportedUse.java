package dev.switchboard.routing;

/**
 * What the server counted at one point in time, and what this router had reserved by
 * then. Requests of other clients are in the server's figure, and in no other.
 *
 * @param window the window of this router from which on its own spend is added
 * @param tokens tokens used, the reporting request included
 * @param limit the limit that the server counts them against, per minute
 * @param reserved tokens that this router had spent in the window by then
 * @param sentAt when the reporting request was sent: the figure is as old as that
 * @param heardAt when the report arrived
 */
record ReportedUse(UsageWindow window, long tokens, double limit, long reserved, long sentAt, long heardAt) {

	/**
	 * A report is good for as long as the server's window, or until its bucket is full.
	 */
	private static final long VALIDITY = 60_000_000_000L;

	boolean isRecent(long now) {
		return recentFor(now) > 0;
	}

	/**
	 * How much longer the report is good for.
	 * @param now the time
	 * @return the nanoseconds, not positive when it is not any more
	 */
	long recentFor(long now) {
		return VALIDITY - (now - this.heardAt);
	}

	/**
	 * The server's count, carried on with the reservations of this router.
	 * @param current the current window, this one or the next
	 * @return the tokens by now, as far as this router knows
	 */
	long carriedOn(UsageWindow current) {
		long since = Math.max(0, this.window.spent() - this.reserved);
		return this.tokens + since + ((current != this.window) ? current.spent() : 0);
	}

	/**
	 * The same, less what has come back meanwhile: a sixtieth of the limit per second.
	 * @param current the current window, this one or the next
	 * @param now the time
	 * @return the tokens by now, as far as this router knows
	 */
	double refilled(UsageWindow current, long now) {
		return Math.max(0, carriedOn(current) - this.limit * Math.max(0, now - this.sentAt) / VALIDITY);
	}

}
