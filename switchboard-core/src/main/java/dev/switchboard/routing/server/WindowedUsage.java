package dev.switchboard.routing.server;

import org.jspecify.annotations.Nullable;

/** The use of a limit that the service counts in windows of a minute, as Azure does. */
final class WindowedUsage implements ServerUsage {

	private static final double MINUTE = ServerCount.MINUTE;

	private static final long SECOND = 1_000_000_000L;

	/** A younger window has seen too little to tell a rate. */
	private static final long YOUNG = 8 * SECOND;

	/**
	 * The last 3 s of a window are treated alike: any remainder would look large in them.
	 */
	private static final double LEAST_LEFT = 0.05;

	private final OtherClientsRate others;

	private final LatestCount latest = new LatestCount();

	/**
	 * The end of one of the service's windows; the others end whole minutes earlier or
	 * later.
	 */
	private @Nullable Long boundary;

	WindowedUsage(OtherClientsRate others) {
		this.others = others;
	}

	@Override
	public void heard(ServerCount count) {
		if (this.latest.heard(count)) {
			observeOthers(count);
		}
	}

	private void observeOthers(ServerCount count) {
		Long end = windowEnd(count.sentAt());
		long age = count.sentAt() - count.windowStart();
		// own spend is that of the service's window where both began together
		if (end != null && age > YOUNG && Math.abs(end - ServerCount.MINUTE - count.windowStart()) <= SECOND) {
			double seconds = (double) age / SECOND;
			this.others.observe((double) (count.tokens() - count.spentInWindow()) / count.limit() / seconds);
		}
	}

	@Override
	public void windowEndsAt(long end) {
		// waits are rounded up to a second: the earliest end of one second is the best
		if (this.boundary == null || Math.floorMod(end - this.boundary, ServerCount.MINUTE) > SECOND) {
			this.boundary = end;
		}
	}

	@Override
	public @Nullable Long windowEnd(long now) {
		return (this.boundary != null)
				? now + ServerCount.MINUTE - Math.floorMod(now - this.boundary, ServerCount.MINUTE) : null;
	}

	@Override
	public @Nullable Double tokens(OwnUse own, long now) {
		ServerCount count = this.latest.get();
		// only a count of the service's current window applies
		return (count != null && count.sentAt() - (own.windowEnd() - ServerCount.MINUTE) >= 0) ? count.carriedOn(own)
				: null;
	}

	@Override
	public @Nullable Double pace(OwnUse own, long estimatedTokens, long now) {
		ServerCount count = this.latest.recent(now);
		if (count == null) {
			return null;
		}
		double limit = count.limit();
		Double tokens = tokens(own, now);
		double used = ((tokens != null) ? tokens : own.inWindow()) / limit;
		if (this.boundary == null) {
			// the share of the limit that is left, and a half
			return 1.5 - used;
		}
		double over = partOver(own, now);
		double byOthers = (tokens != null)
				? this.others.growth(partOver(own, count.sentAt()), over, count.tokens() / limit)
				: this.others.growth(0, over, 0);
		return (1 - byOthers - used - estimatedTokens / limit) / Math.max(LEAST_LEFT, 1 - over);
	}

	@Override
	public long limit() {
		return this.latest.limit();
	}

	@Override
	public void forget(long now) {
		this.latest.forget(now);
	}

	private static double partOver(OwnUse own, long time) {
		return 1 - (own.windowEnd() - time) / MINUTE;
	}

}
