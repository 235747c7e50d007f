package dev.switchboard.routing.server;

import org.jspecify.annotations.Nullable;

/** Keeps a service's newest count: responses may arrive out of order. */
final class LatestCount {

	private @Nullable ServerCount latest;

	private @Nullable Long forgottenAt;

	/**
	 * Records a count.
	 * @return {@code false} if it is older than the last count or the last reset
	 */
	boolean heard(ServerCount count) {
		boolean old = this.latest != null && count.sentAt() - this.latest.sentAt() < 0;
		boolean forgotten = this.forgottenAt != null && count.sentAt() - this.forgottenAt < 0;
		if (old || forgotten) {
			return false;
		}
		this.latest = count;
		return true;
	}

	@Nullable ServerCount get() {
		return this.latest;
	}

	/**
	 * The newest count.
	 * @return the count, or {@code null} when it arrived a minute ago or earlier
	 */
	@Nullable ServerCount recent(long now) {
		return (this.latest != null && this.latest.recentFor(now) > 0) ? this.latest : null;
	}

	long limit() {
		return (this.latest != null) ? this.latest.limit() : 0;
	}

	void forget(long now) {
		this.latest = null;
		this.forgottenAt = now;
	}

}
