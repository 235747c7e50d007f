package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment says about itself in the heads of its responses: how much of its
 * limit is used, by whomever, and when its windows begin. Its figures are per minute, so
 * it is only heard when this router counts in minutes too.
 *
 * <p>
 * A deployment whose limit {@linkplain Deployment#refills() refills} has no windows. Its
 * count falls by a sixtieth of the limit per second from the moment it was reported.
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

	/** In 10 ms a limit of 6,000 tokens per minute refills by one token. */
	private static final long LEAST_WAIT = 10_000_000L;

	private final boolean refills;

	private final SlidingUsage usage;

	private final Limits limits;

	private final OthersRate others;

	private final WindowPhase phase = new WindowPhase();

	private volatile boolean phaseKnown;

	private volatile @Nullable ReportedUse latest;

	ServerView(boolean refills, SlidingUsage usage, Limits limits, OthersRate others) {
		this.refills = refills;
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
		if (report.tokensResetIn() != null && !this.refills) {
			hearReset(Nanos.of(report.tokensResetIn()), report.success(), now);
		}
		ReportedUse last = this.latest;
		long limit = (report.tokenLimit() >= 0) ? report.tokenLimit() : this.limits.tokensOfServer();
		long remaining = report.remainingTokens();
		if (remaining < 0 || remaining > limit || limit == 0 || (last != null && lease.since() - last.sentAt() < 0)) {
			return;
		}
		ReportedUse use = use(lease, report.success(), limit, limit - remaining, now);
		this.latest = use;
		if (!this.refills) {
			if (last != null && isReset(last, use, lease)) {
				this.phase.observe(last.sentAt(), use.sentAt());
			}
			observeOthers(use);
			align(now);
		}
	}

	// a refused request is not in the server's figure, and its reservation is given back
	private ReportedUse use(Lease lease, boolean success, long limit, long tokens, long now) {
		long reserved = lease.reserved() - (success ? 0 : lease.estimatedTokens());
		return new ReportedUse(lease.window(), tokens, limit, reserved, lease.since(), now);
	}

	// requests overtake each other, so the count that is heard falls without any window
	// having begun, but by no more than what is in flight; nor has one begun where the
	// count falls no faster than that of a limit that refills
	private static boolean isReset(ReportedUse last, ReportedUse use, Lease lease) {
		long inFlight = (lease.state().inFlight() + 1L) * lease.estimatedTokens();
		double refilled = (double) (use.sentAt() - last.sentAt()) / MINUTE;
		long fallen = last.tokens() - use.tokens();
		return fallen > Math.max(inFlight, use.limit() * Math.max(LEAST_FALL, refilled));
	}

	private void hearReset(long resetIn, boolean success, long now) {
		if (resetIn <= 0 || resetIn > MINUTE) {
			return;
		}
		if (success) {
			this.phase.claim(now + resetIn, now);
		}
		else {
			this.phase.observe(now + resetIn);
		}
		align(now);
	}

	private void observeOthers(ReportedUse use) {
		UsageWindow window = use.window();
		long age = use.sentAt() - window.start();
		// own spend in a window that ended early or
		// began anew is not that of the server's window
		boolean whole = Math.abs(window.end() - window.start() - MINUTE) <= SECOND;
		if (this.phaseKnown && whole && age > YOUNG) {
			this.others.observe((use.tokens() - use.reserved()) / use.limit() / ((double) age / SECOND));
		}
	}

	// lets the current window, and with it those to come, begin and end with the server's
	private void align(long now) {
		if (!this.phase.isKnown()) {
			return;
		}
		this.phaseKnown = true;
		UsageWindow window = this.usage.at(now);
		long begin = this.phase.begin(now);
		long end = begin + MINUTE;
		if (end - window.end() < -TOLERANCE) {
			window.endAt(end);
		}
		else if (end - window.end() > TOLERANCE && begin - window.begin() > 0) {
			window.beginAnew(begin, end);
		}
	}

	/** Forgets the count, not the phase. */
	void reset() {
		this.latest = null;
	}

	/**
	 * Reported use: the server's count carried on with own spend since, or own spend in
	 * the window while the server has not said anything that still counts. Where the
	 * configured limit is a share of the deployment, own spend: it is the share's.
	 * @param window the current window
	 * @param now the time
	 * @return the tokens
	 */
	long tokens(UsageWindow window, long now) {
		ReportedUse use = this.latest;
		return (use != null && !this.limits.areShare() && counts(use, window, now)) ? (long) used(use, window, now)
				: window.tokens();
	}

	/**
	 * Token utilization: reported use of what the server states, and of a share of that
	 * own spend.
	 * @param window the current window
	 * @param now the time
	 * @return the share; 1 is the limit
	 */
	double utilization(UsageWindow window, long now) {
		ReportedUse use = this.latest;
		double own = window.tokens() / this.limits.tokens();
		if (use == null || !counts(use, window, now)) {
			return own;
		}
		double reported = used(use, window, now) / use.limit();
		return this.limits.areShare() ? Math.max(own, reported) : reported;
	}

	/**
	 * When a limit that refills has room again: within a minute, since a report counts no
	 * longer than that, however much was reserved after it.
	 * @param window the current window
	 * @param now the time
	 * @return the nanoseconds until then, or {@code null} where a window has to end first
	 */
	@Nullable Long refilledIn(UsageWindow window, long now) {
		ReportedUse use = this.latest;
		if (!this.refills || use == null || !use.isRecent(now)
				|| (this.limits.areShare() && window.tokens() >= this.limits.tokens())) {
			return null;
		}
		double over = use.refilled(window, now) / use.limit() - 1;
		long refilled = Math.max(LEAST_WAIT, (long) (over * MINUTE));
		long recent = use.recentFor(now);
		if (refilled <= recent) {
			return refilled;
		}
		// own spend of the window is all that counts once the report does not
		return (window.tokens() < this.limits.tokens()) ? recent : Math.max(recent, window.end() - now);
	}

	/**
	 * The pace that a request would find.
	 * @param window the current window
	 * @param estimatedTokens tokens of the request
	 * @param now the time
	 * @return the pace, negative when nothing is left, or {@code null} when the server
	 * has not said anything valid for 60 s
	 */
	@Nullable Double pace(UsageWindow window, long estimatedTokens, long now) {
		ReportedUse use = this.latest;
		if (use == null || !use.isRecent(now)) {
			return null;
		}
		double pace = paceOfServer(use, window, estimatedTokens, now);
		if (!this.limits.areShare()) {
			return pace;
		}
		double left = Math.max(LEAST_LEFT, 1 - sinceBegin(window, now));
		return Math.min(pace, (1 - (window.tokens() + estimatedTokens) / this.limits.tokens()) / left);
	}

	private double paceOfServer(ReportedUse use, UsageWindow window, long estimatedTokens, long now) {
		if (this.refills) {
			// what is left; others are expected to use up whatever comes back
			return 2 * (1 - (use.carriedOn(window) + estimatedTokens) / use.limit());
		}
		boolean counts = counts(use, window, now);
		double used = (counts ? used(use, window, now) : window.tokens()) / use.limit();
		if (!this.phaseKnown) {
			// the share of the limit that is left, and a half
			return 1.5 - used;
		}
		double over = sinceBegin(window, now);
		double others = counts ? this.others.growth(sinceBegin(window, use.sentAt()), over, use.tokens() / use.limit())
				: this.others.growth(0, over, 0);
		return (1 - others - used - estimatedTokens / use.limit()) / Math.max(LEAST_LEFT, 1 - over);
	}

	private double used(ReportedUse use, UsageWindow window, long now) {
		return this.refills ? use.refilled(window, now) : use.carriedOn(window);
	}

	private boolean counts(ReportedUse use, UsageWindow window, long now) {
		return this.refills ? use.isRecent(now) : use.window() == window && use.sentAt() - (window.end() - MINUTE) >= 0;
	}

	private static double sinceBegin(UsageWindow window, long time) {
		return 1 - (double) (window.end() - time) / MINUTE;
	}

}
