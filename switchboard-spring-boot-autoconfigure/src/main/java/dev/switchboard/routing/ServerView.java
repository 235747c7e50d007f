package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment says about itself in the heads of its responses: how much of its
 * limit is used, by whomever, and when its windows begin. Its figures are per minute, so
 * it is only heard when this router counts in minutes too.
 */
final class ServerView {

	private static final long MINUTE = 60_000_000_000L;

	/** Before that, a window has seen too little to tell a rate. */
	private static final long YOUNG = 8_000_000_000L;

	/** How far windows may be off before they are moved. */
	private static final long TOLERANCE = 1_000_000_000L;

	private static final long SECOND = 1_000_000_000L;

	private final SlidingUsage usage;

	private final Limits limits;

	private final OthersRate others;

	private final WindowPhase phase = new WindowPhase();

	private volatile boolean phaseKnown;

	private volatile @Nullable ReportedUse latest;

	ServerView(SlidingUsage usage, Limits limits, OthersRate others) {
		this.usage = usage;
		this.limits = limits;
		this.others = others;
	}

	/**
	 * Takes in what a response says.
	 * @param lease the request it answers
	 * @param report what it says
	 * @param now the time
	 */
	synchronized void hear(Lease lease, ServerReport report, long now) {
		if (report.tokensResetIn() != null) {
			hearReset(Nanos.of(report.tokensResetIn()), now);
		}
		ReportedUse last = this.latest;
		double limit = (report.tokenLimit() > 0) ? report.tokenLimit() : this.limits.tokens();
		if (report.remainingTokens() < 0 || Double.isInfinite(limit)
				|| (last != null && lease.since() - last.sentAt() < 0)) {
			return;
		}
		// a refused request is not in the server's figure, and its reservation is given
		// back
		long reserved = lease.reserved() - (report.success() ? 0 : lease.estimatedTokens());
		ReportedUse use = new ReportedUse(lease.window(), Math.max(0, (long) limit - report.remainingTokens()),
				reserved, lease.since(), now);
		if (last != null && use.tokens() < last.tokens()) {
			this.phase.observe(last.sentAt(), use.sentAt());
		}
		this.latest = use;
		observeOthers(use, limit);
		align(now);
	}

	private void hearReset(long resetIn, long now) {
		if (resetIn > 0 && resetIn <= MINUTE) {
			// whole seconds are rounded up
			this.phase.observe(now + resetIn - SECOND, now + resetIn);
			align(now);
		}
	}

	private void observeOthers(ReportedUse use, double limit) {
		long age = use.sentAt() - use.window().start();
		if (this.phaseKnown && age > YOUNG) {
			this.others.observe((use.tokens() - use.reserved()) / limit / ((double) age / SECOND));
		}
	}

	// lets the windows begin when the server's do
	private void align(long now) {
		if (!this.phase.isKnown()) {
			return;
		}
		this.phaseKnown = true;
		UsageWindow window = this.usage.at(now);
		long begin = this.phase.begin(now);
		long off = Math.floorMod(begin - window.start(), MINUTE);
		if (Math.min(off, MINUTE - off) <= TOLERANCE) {
			return;
		}
		UsageWindow aligned = this.usage.align(begin, now);
		ReportedUse last = this.latest;
		if (last != null) {
			// what was reserved since the report stays the same; a report from before is
			// over
			long since = Math.max(0, last.window().tokens() - last.reserved());
			boolean current = last.sentAt() - begin >= 0;
			this.latest = new ReportedUse(current ? aligned : last.window(), last.tokens(),
					current ? aligned.tokens() - since : last.reserved(), last.sentAt(), last.heardAt());
		}
	}

	/** Forgets the count, not the phase. */
	void reset() {
		this.latest = null;
	}

	boolean isPhaseKnown() {
		return this.phaseKnown;
	}

	/**
	 * Whether the server has said anything lately.
	 * @param now the time
	 * @return {@code true} when its last valid report is less than 60 s old
	 */
	boolean isRecent(long now) {
		ReportedUse use = this.latest;
		return use != null && use.isRecent(now);
	}

	/**
	 * Reported use: the server's count in the current window carried on with own spend
	 * since, or own spend in the window while the server has not said anything in it.
	 * @param window the current window
	 * @return the tokens
	 */
	long tokens(UsageWindow window) {
		ReportedUse use = this.latest;
		return (use != null && use.window() == window) ? use.tokensNow() : window.tokens();
	}

	/**
	 * Expected use: reported use, and what others have probably used since.
	 * @param window the current window
	 * @param now the time
	 * @return the tokens
	 */
	double expectedTokens(UsageWindow window, long now) {
		ReportedUse use = this.latest;
		boolean current = use != null && use.window() == window;
		long since = (use != null && current) ? use.sentAt() : window.start();
		double others = this.others.perSecond() * this.limits.tokens() * (now - since) / SECOND;
		return ((use != null && current) ? use.tokensNow() : window.tokens()) + Math.max(0, others);
	}

}
