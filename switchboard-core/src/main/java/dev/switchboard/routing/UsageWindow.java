package dev.switchboard.routing;

/**
 * One accounting window of one deployment. A {@link Reservation} refers to its window, so
 * that a slow request is settled in the window it was reserved in, which may have ended.
 * Guarded by its {@link DeploymentState}.
 */
final class UsageWindow {

	private final long start;

	/** Tokens that were reserved before the start. */
	private final long spentBefore;

	private long end;

	private long tokens;

	private long requests;

	UsageWindow(long start, long end, long spentBefore) {
		this.start = start;
		this.end = end;
		this.spentBefore = spentBefore;
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.end;
	}

	/**
	 * Moves the end to that of the server's window; reservations stay.
	 * @param end the end, earlier than the present one
	 */
	void endAt(long end) {
		this.end = end;
	}

	/**
	 * Tokens of this window.
	 * @return the tokens, those of requests in flight included
	 */
	long tokens() {
		return this.tokens;
	}

	long requests() {
		return this.requests;
	}

	/**
	 * Tokens that were ever reserved.
	 * @return the tokens, this window's included
	 */
	long spent() {
		return this.spentBefore + this.tokens;
	}

	void add(long tokens, int requests) {
		this.tokens += tokens;
		this.requests += requests;
	}

}
