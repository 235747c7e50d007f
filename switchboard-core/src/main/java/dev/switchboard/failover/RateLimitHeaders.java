package dev.switchboard.failover;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.routing.ServerReport;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the head of a response says about the token limit. The headers for requests
 * are left alone: on Azure they describe a slice of ten seconds, not the minute.
 */
final class RateLimitHeaders {

	/** At most twelve digits; some gateways add a fraction. */
	private static final Pattern NUMBER = Pattern.compile("(\\d{1,12})(?:\\.\\d{1,9})?");

	private RateLimitHeaders() {
	}

	/** The report of a response that was accepted. */
	static ServerReport accepted(ResponseHeaders headers) {
		return report(true, headers, RetryAfter.compound(headers.first("x-ratelimit-reset-tokens")));
	}

	/**
	 * The report of a refusal. When it is about tokens, its wait says when the server's
	 * window ends.
	 */
	static ServerReport refused(Fault fault) {
		ResponseHeaders headers = fault.headers();
		String message = fault.message();
		boolean ofTokens = headers.first("x-rate-limit-reset-tokens") != null
				|| (message != null && message.contains("token rate limit"));
		return report(false, headers, ofTokens ? RetryAfter.of(fault).duration() : null);
	}

	// the remaining part of an implausible limit is implausible as well
	private static ServerReport report(boolean success, ResponseHeaders headers, @Nullable Duration resetIn) {
		String stated = headers.first("x-ratelimit-limit-tokens");
		long limit = number(stated);
		boolean valid = stated == null || limit > 0;
		return new ServerReport(success, valid ? limit : -1,
				valid ? number(headers.first("x-ratelimit-remaining-tokens")) : -1, resetIn);
	}

	private static long number(@Nullable String value) {
		Matcher number = NUMBER.matcher((value != null) ? value.trim() : "");
		return number.matches() ? Long.parseLong(number.group(1)) : -1;
	}

}
