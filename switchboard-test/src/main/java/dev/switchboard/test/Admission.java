package dev.switchboard.sample.simulation;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What a deployment's limits said to a request.
 *
 * @param exceeded the limit that refused it, or {@code null} when it was admitted
 * @param retryAfter how long a refused request should wait
 * @param limitTokens tokens per minute
 * @param remainingTokens tokens left in the current minute
 * @param limitRequests requests per minute
 * @param remainingRequests requests left in the current minute
 */
record Admission(@Nullable Limit exceeded, Duration retryAfter, long limitTokens, long remainingTokens,
		long limitRequests, long remainingRequests) {

	enum Limit {

		TOKENS("token"), REQUESTS("call");

		private final String word;

		Limit(String word) {
			this.word = word;
		}

		/**
		 * What Azure calls it: "exceeded token rate limit", "exceeded call rate limit".
		 */
		String word() {
			return this.word;
		}

	}

}
