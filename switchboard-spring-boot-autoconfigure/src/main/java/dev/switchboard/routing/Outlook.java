package dev.switchboard.routing;

/**
 * What the server's last report means for a deployment's near future: the slow part of
 * its {@link Pace}, reckoned once and used for 50 ms. In that time others use less than a
 * thousandth of a limit, and a window grows older by as little.
 *
 * @param window the window it was reckoned for
 * @param report the report
 * @param counts whether the report is from this window
 * @param at the time it was reckoned for
 * @param room tokens that this router may use in the window besides what is known to be
 * used
 * @param pacePerToken pace that each token of room is worth
 * @param phaseKnown whether it is known when the window ends; without that the size of a
 * request makes no difference
 */
record Outlook(UsageWindow window, ReportedUse report, boolean counts, long at, double room, double pacePerToken,
		boolean phaseKnown) {

	private static final long VALIDITY = 50_000_000L;

	boolean isFor(UsageWindow window, ReportedUse report, long now) {
		return this.window == window && this.report == report && Math.abs(now - this.at) <= VALIDITY;
	}

	/**
	 * The pace that a request would find.
	 * @param estimatedTokens tokens of the request
	 * @return the pace; negative when nothing is left
	 */
	double pace(long estimatedTokens) {
		long used = this.counts ? this.report.tokensNow() : this.window.tokens();
		long asked = this.phaseKnown ? estimatedTokens : 0;
		return (this.room - used - asked) * this.pacePerToken;
	}

}
