package dev.switchboard.routing;

/**
 * What the server counted at one point in time, and what this router had reserved by
 * then. Requests of other clients are in the server's figure, and in no other.
 *
 * @param window the window in which the reporting request was reserved
 * @param tokens tokens used in the server's window, the reporting request included
 * @param reserved tokens that this router had reserved in the window by then
 * @param sentAt when the reporting request was sent: the figure is as old as that
 * @param heardAt when the report arrived
 */
record ReportedUse(UsageWindow window, long tokens, long reserved, long sentAt, long heardAt) {

	/** A report is good for as long as the server's window. */
	private static final long VALIDITY = 60_000_000_000L;

	boolean isRecent(long now) {
		return now - this.heardAt < VALIDITY;
	}

	/**
	 * The server's count, carried on with the reservations of this router.
	 * @return the tokens by now, as far as this router knows
	 */
	long tokensNow() {
		return this.tokens + Math.max(0, this.window.tokens() - this.reserved);
	}

}
