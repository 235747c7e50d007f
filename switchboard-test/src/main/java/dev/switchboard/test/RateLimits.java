package dev.switchboard.test;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The limits of a deployment, counted in windows of 60 s.
 * <p>
 * Azure evaluates the limit of requests over shorter slices than a minute; here the whole
 * minute counts, so that a short burst is not refused.
 */
final class RateLimits {

	private static final long WINDOW = Duration.ofSeconds(60).toNanos();

	private final long tokensPerMinute;

	private final long requestsPerMinute;

	private final LongSupplier nanoClock;

	private long start;

	private long tokens;

	private long requests;

	/**
	 * Creates limits whose first window begins now.
	 * @param tokensPerMinute tokens per minute, 0 for no limit
	 * @param requestsPerMinute requests per minute, 0 for no limit
	 * @param nanoClock the time in nanoseconds
	 */
	RateLimits(long tokensPerMinute, long requestsPerMinute, LongSupplier nanoClock) {
		this.tokensPerMinute = tokensPerMinute;
		this.requestsPerMinute = requestsPerMinute;
		this.nanoClock = nanoClock;
		this.start = nanoClock.getAsLong();
	}

	/**
	 * Charges a request against both limits, or refuses it and charges it against none.
	 */
	synchronized Admission admit(long amount) {
		long now = this.nanoClock.getAsLong();
		long windows = (now - this.start) / WINDOW;
		if (windows > 0) {
			this.start += windows * WINDOW;
			this.tokens = 0;
			this.requests = 0;
		}
		String exceeded = null;
		if (this.requestsPerMinute > 0 && this.requests + 1 > this.requestsPerMinute) {
			exceeded = "call";
		}
		else if (this.tokensPerMinute > 0 && this.tokens + amount > this.tokensPerMinute) {
			exceeded = "token";
		}
		else {
			this.requests++;
			this.tokens += amount;
		}
		return new Admission(exceeded, Duration.ofNanos(this.start + WINDOW - now), this.tokensPerMinute,
				this.tokensPerMinute - this.tokens, this.requestsPerMinute, this.requestsPerMinute - this.requests);
	}

}
