package dev.switchboard.routing.server;

import org.jspecify.annotations.Nullable;

/**
 * The use of a limit that refills all the time, as OpenAI's do: it has no windows, and
 * its count falls by a sixtieth of the limit per second.
 */
final class RefillingUsage implements ServerUsage {

	private static final double MINUTE = ServerCount.MINUTE;

	/** In 10 ms a limit of 6,000 tokens per minute refills by one token. */
	private static final long LEAST_WAIT = 10_000_000L;

	private final LatestCount latest = new LatestCount();

	@Override
	public void heard(ServerCount count) {
		this.latest.heard(count);
	}

	@Override
	public @Nullable Double tokens(OwnUse own, long now) {
		ServerCount count = this.latest.recent(now);
		return (count != null) ? refilled(count, own, now) : null;
	}

	private static double refilled(ServerCount count, OwnUse own, long now) {
		return Math.max(0, count.carriedOn(own) - count.limit() * Math.max(0, now - count.sentAt()) / MINUTE);
	}

	@Override
	public @Nullable Double pace(OwnUse own, long estimatedTokens, long now) {
		ServerCount count = this.latest.recent(now);
		// what is left; others are expected to use up whatever comes back
		return (count != null) ? 2 * (1 - (count.carriedOn(own) + estimatedTokens) / count.limit()) : null;
	}

	@Override
	public long limit() {
		return this.latest.limit();
	}

	@Override
	public void forget(long now) {
		this.latest.forget(now);
	}

	@Override
	public @Nullable Long roomIn(OwnUse own, long now) {
		ServerCount count = this.latest.recent(now);
		if (count == null) {
			return null;
		}
		double over = refilled(count, own, now) / count.limit() - 1;
		long refilled = Math.max(LEAST_WAIT, (long) (over * MINUTE));
		long recent = count.recentFor(now);
		if (refilled <= recent) {
			return refilled;
		}
		// once the count does not apply, own spend of the window does
		return (own.inWindow() < own.limit()) ? recent : Math.max(recent, own.windowEnd() - now);
	}

}
