package dev.switchboard.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment's limits said to a request.
 *
 * @param exceeded the limit that refused it, in Azure's words {@code token} or
 * {@code call}; {@code null} when it was admitted
 * @param retryAfter how long a refused request should wait
 * @param limitTokens tokens per minute, 0 for no limit
 * @param remainingTokens tokens left in the current minute
 * @param limitRequests requests per minute, 0 for no limit
 * @param remainingRequests requests left in the current minute
 */
record Admission(@Nullable String exceeded, Duration retryAfter, long limitTokens, long remainingTokens,
		long limitRequests, long remainingRequests) {

	/** There are no limits. */
	static final Admission UNLIMITED = new Admission(null, Duration.ZERO, 0, 0, 0, 0);

	/** The refusal; only for a request that was not admitted. */
	Script refusal() {
		long seconds = Math.max(1, this.retryAfter.plusMillis(999).toSeconds());
		return AzureError.throttled(String.valueOf(this.exceeded), seconds)
			.script()
			.header("retry-after", Long.toString(seconds))
			.header("retry-after-ms", Long.toString(Math.max(1, this.retryAfter.toMillis())));
	}

	/** Adds the headers with which a service tells its limits. */
	Script describe(Script response) {
		if (this.limitTokens > 0) {
			response.header("x-ratelimit-limit-tokens", Long.toString(this.limitTokens))
				.header("x-ratelimit-remaining-tokens", Long.toString(this.remainingTokens));
		}
		if (this.limitRequests > 0) {
			response.header("x-ratelimit-limit-requests", Long.toString(this.limitRequests))
				.header("x-ratelimit-remaining-requests", Long.toString(this.remainingRequests));
		}
		return response;
	}

}
