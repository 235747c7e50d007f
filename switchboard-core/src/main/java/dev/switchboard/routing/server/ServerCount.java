package dev.switchboard.routing.server;

/**
 * What the service counted when it admitted or refused a request, and what this router
 * had reserved by then. Tokens of other clients are in the service's count only.
 *
 * @param tokens tokens used, the reporting request included
 * @param limit the limit that the service counts them against, per minute; positive
 * @param spent tokens that this router had ever reserved by then
 * @param spentInWindow the part of that in this router's window
 * @param windowStart when that window began
 * @param sentAt when the reporting request was sent: the count is as old as that
 * @param heardAt when the count arrived
 * @since 0.1.0
 */
public record ServerCount(long tokens, long limit, long spent, long spentInWindow, long windowStart, long sentAt,
		long heardAt) {

	static final long MINUTE = 60_000_000_000L;

	/**
	 * How long the count applies: as long as the service's window, or until a limit that
	 * refills is whole again.
	 * @param now the time
	 * @return the nanoseconds, not positive when it does not apply any more
	 */
	long recentFor(long now) {
		return MINUTE - (now - this.heardAt);
	}

	/**
	 * The count, carried on with what this router has reserved since.
	 * @param own what this router has used
	 * @return the tokens
	 */
	double carriedOn(ServerUsage.OwnUse own) {
		return this.tokens + Math.max(0, own.spent() - this.spent);
	}

}
