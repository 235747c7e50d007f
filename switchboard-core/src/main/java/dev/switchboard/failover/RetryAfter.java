package dev.switchboard.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The wait that a service asks for. Services name it in many ways; the first plausible
 * one counts, in the order of {@link #of}. Zero, negative and garbled values occur in
 * practice and count as absent.
 *
 * @param duration the wait, positive, or {@code null} when none is named
 * @param exact whether it is meant to the millisecond ({@code retry-after-ms})
 */
record RetryAfter(@Nullable Duration duration, boolean exact) {

	private static final RetryAfter NONE = new RetryAfter(null, false);

	private static final Pattern IN_TEXT = Pattern.compile(
			"(?:retry after|try again in) (\\d{1,9}(?:\\.\\d{1,9})?) ?(ms|milliseconds?|s\\b|seconds?)",
			Pattern.CASE_INSENSITIVE);

	private static final Pattern COMPOUND_IN_TEXT = Pattern
		.compile("(?:retry after|try again in) (\\d[\\dhms.]{0,40}[hms])\\b", Pattern.CASE_INSENSITIVE);

	/**
	 * A decimal number of seconds, as {@code 7} or {@code 0.5}; a sign makes it garbage.
	 */
	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

	/** OpenAI's form of a duration, as {@code 6m0s}, {@code 1.5s} or {@code 120ms}. */
	private static final Pattern COMPOUND = Pattern.compile(
			"(?:(\\d{1,9})h)?(?:(\\d{1,9})m(?!s))?(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");

	/**
	 * Reads the wait from the headers, then from the message.
	 * @param fault the fault of a response
	 */
	static RetryAfter of(Fault fault) {
		ResponseHeaders headers = fault.headers();
		for (String name : new String[] { "retry-after-ms", "x-ms-retry-after-ms" }) {
			Duration millis = millis(headers.first(name));
			if (millis != null) {
				return new RetryAfter(millis, true);
			}
		}
		Duration wait = secondsOrDate(headers.first("retry-after"), headers.first("date"));
		if (wait == null) {
			wait = tokensReset(headers);
		}
		if (wait == null) {
			wait = inText(fault.message());
		}
		return (wait != null) ? new RetryAfter(wait, false) : NONE;
	}

	boolean isLongerThan(Duration other) {
		return this.duration != null && this.duration.compareTo(other) > 0;
	}

	/**
	 * The time until both limits are full again, since either may be the one that was
	 * hit.
	 */
	static @Nullable Duration tokensReset(ResponseHeaders headers) {
		Duration requests = compound(headers.first("x-ratelimit-reset-requests"));
		Duration tokens = compound(headers.first("x-ratelimit-reset-tokens"));
		Duration reset = (requests == null || (tokens != null && tokens.compareTo(requests) > 0)) ? tokens : requests;
		return (reset != null) ? reset : compound(headers.first("x-rate-limit-reset-tokens"));
	}

	private static @Nullable Duration millis(@Nullable String value) {
		Duration asSeconds = seconds(value);
		return (asSeconds != null) ? positive(asSeconds.dividedBy(1000)) : null;
	}

	static @Nullable Duration seconds(@Nullable String value) {
		if (value == null || !SECONDS.matcher(value.trim()).matches()) {
			return null;
		}
		return positive(Duration.ofNanos((long) (Double.parseDouble(value.trim()) * 1e9)));
	}

	private static @Nullable Duration secondsOrDate(@Nullable String value, @Nullable String date) {
		Duration seconds = seconds(value);
		if (seconds != null || value == null || date == null) {
			return seconds;
		}
		Instant until = HttpDate.parse(value);
		// the response's own date: the clock of this machine may be wrong
		Instant now = HttpDate.parse(date);
		return (until != null && now != null) ? positive(Duration.between(now, until)) : null;
	}

	static @Nullable Duration compound(@Nullable String value) {
		Duration seconds = seconds(value);
		if (seconds != null || value == null) {
			return seconds;
		}
		Matcher matcher = COMPOUND.matcher(value.trim());
		if (!matcher.matches()) {
			return null;
		}
		double nanos = (number(matcher.group(1)) * 3600 + number(matcher.group(2)) * 60 + number(matcher.group(3)))
				* 1e9 + number(matcher.group(4)) * 1e6;
		return positive(Duration.ofNanos((long) nanos));
	}

	private static double number(@Nullable String digits) {
		return (digits != null) ? Double.parseDouble(digits) : 0;
	}

	private static @Nullable Duration inText(@Nullable String message) {
		if (message == null) {
			return null;
		}
		Matcher matcher = IN_TEXT.matcher(message);
		if (!matcher.find()) {
			Matcher compound = COMPOUND_IN_TEXT.matcher(message);
			return compound.find() ? compound(compound.group(1)) : null;
		}
		return matcher.group(2).startsWith("m") ? millis(matcher.group(1)) : seconds(matcher.group(1));
	}

	private static @Nullable Duration positive(Duration duration) {
		return (duration.isNegative() || duration.isZero()) ? null : duration;
	}

}
