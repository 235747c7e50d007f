package dev.switchboard.chat;

import dev.switchboard.routing.ServerReport;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the head of a response says about the token limit. The headers for requests
 * are left alone: on Azure they describe a slice of ten seconds, not the minute.
 */
final class RateLimitHeaders {

	private RateLimitHeaders() {
	}

	/** The report of a response that was accepted. */
	static ServerReport accepted(ResponseHeaders headers) {
		return new ServerReport(true, number(headers.first("x-ratelimit-limit-tokens")),
				number(headers.first("x-ratelimit-remaining-tokens")),
				RetryAfter.compound(headers.first("x-ratelimit-reset-tokens")));
	}

	/**
	 * The report of a refusal. The wait of one that speaks of tokens tells where the
	 * server's window ends.
	 */
	static ServerReport refused(Fault fault) {
		ResponseHeaders headers = fault.headers();
		String message = fault.message();
		boolean ofTokens = headers.first("x-rate-limit-reset-tokens") != null
				|| (message != null && message.contains("token rate limit"));
		return new ServerReport(false, number(headers.first("x-ratelimit-limit-tokens")),
				number(headers.first("x-ratelimit-remaining-tokens")),
				ofTokens ? RetryAfter.of(fault).duration() : null);
	}

	private static long number(@Nullable String value) {
		if (value == null) {
			return -1;
		}
		try {
			return Long.parseLong(value.trim());
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

}
