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
	private static final long TOLERANCE = 200_000_000L;

	private static final long SECOND = 1_000_000_000L;

	/** A fall of the count by less than this share of the limit is noise. */
	private static final double LEAST_FALL = 0.02;

	/** The last 3 s of a window count alike: they would let any remainder look large. */
	private static final double LEAST_LEFT = 0.05;

	private final SlidingUsage usage;

	private final Limits limits;

	private final OthersRate others;

	private final WindowPhase phase = new WindowPhase();

	private volatile boolean phaseKnown;

	private volatile @Nullable ReportedUse latest;

	private volatile @Nullable Outlook outlook;

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
		// a refused request is not in the server's
		// figure, and its reservation is given back
		long reserved = lease.reserved() - (report.success() ? 0 : lease.estimatedTokens());
		ReportedUse use = new ReportedUse(lease.window(), Math.max(0, (long) limit - report.remainingTokens()),
				reserved, lease.since(), now);
		if (last != null && isReset(last, use, lease, limit)) {
			this.phase.observe(last.sentAt(), use.sentAt());
		}
		this.latest = use;
		observeOthers(use, limit);
		align(now);
	}

	// requests overtake each other, so the count that is heard falls without any window
	// having begun, but by no more than what is in flight
	private static boolean isReset(ReportedUse last, ReportedUse use, Lease lease, double limit) {
		long inFlight = (lease.state().inFlight() + 1L) * lease.estimatedTokens();
		long fallen = last.tokens() - use.tokens();
		return fallen > Math.max(inFlight, limit * LEAST_FALL);
	}

	private void hearReset(long resetIn, long now) {
		if (resetIn > 0 && resetIn <= MINUTE) {
			// whole seconds are rounded up
			this.phase.observe(now + resetIn - SECOND, now + resetIn);
			align(now);
		}
	}

	private void observeOthers(ReportedUse use, double limit) {
		UsageWindow window = use.window();
		long age = use.sentAt() - window.start();
		// own spend in a window that was stretched
		// or cut is not that of the server's window
		boolean whole = Math.abs(window.end() - window.start() - MINUTE) <= SECOND;
		if (this.phaseKnown && whole && age > YOUNG) {
			this.others.observe((use.tokens() - use.reserved()) / limit / ((double) age / SECOND));
		}
	}

	// lets the current window, and with it those to come, end when the server's do
	private void align(long now) {
		if (!this.phase.isKnown()) {
			return;
		}
		this.phaseKnown = true;
		UsageWindow window = this.usage.at(now);
		long end = this.phase.begin(now) + MINUTE;
		if (Math.abs(end - window.end()) > TOLERANCE) {
			window.endAt(end);
		}
	}

	/** Forgets the count, not the phase. */
	void reset() {
		this.latest = null;
	}

	/**
	 * Reported use: the server's count in the current window carried on with own spend
	 * since, or own spend in the window while the server has not said anything in it.
	 * @param window the current window
	 * @return the tokens
	 */
	long tokens(UsageWindow window) {
		ReportedUse use = this.latest;
		return (use != null && isFrom(window, use)) ? use.tokensNow() : window.tokens();
	}

	/**
	 * What is to be expected of a window.
	 * @param window the current window
	 * @param now the time
	 * @return the outlook, or {@code null} when the server has not said anything valid
	 * for 60 s
	 */
	@Nullable Outlook outlook(UsageWindow window, long now) {
		ReportedUse report = this.latest;
		if (report == null || !report.isRecent(now)) {
			return null;
		}
		Outlook outlook = this.outlook;
		if (outlook == null || !outlook.isFor(window, report, now)) {
			outlook = lookAhead(window, report, now);
			this.outlook = outlook;
		}
		return outlook;
	}

	private Outlook lookAhead(UsageWindow window, ReportedUse report, long now) {
		double limit = this.limits.tokens();
		boolean counts = isFrom(window, report);
		if (!this.phaseKnown) {
			// the share of the limit that is left, and a half
			return new Outlook(window, report, counts, now, limit * 1.5, 1 / limit, false);
		}
		double over = sinceBegin(window, now);
		double others = counts ? this.others.growth(sinceBegin(window, report.sentAt()), over, report.tokens() / limit)
				: this.others.growth(0, over, 0);
		double left = Math.max(LEAST_LEFT, 1 - over);
		return new Outlook(window, report, counts, now, limit * (1 - others), 1 / (limit * left), true);
	}

	private static double sinceBegin(UsageWindow window, long time) {
		return 1 - (double) (window.end() - time) / MINUTE;
	}

	private static boolean isFrom(UsageWindow window, ReportedUse use) {
		return use.window() == window && use.sentAt() - (window.end() - MINUTE) >= 0;
	}

}
