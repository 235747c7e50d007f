package dev.switchboard.failover;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.switchboard.connector.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryAfterTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			retry-after-ms             | 250      | 250
			x-ms-retry-after-ms        | 1500     | 1500
			Retry-After                | 7        | 7000
			Retry-After                | 0.5      | 500
			Retry-After                | 86400    | 86400000
			x-ratelimit-reset-requests | 1s       | 1000
			x-ratelimit-reset-tokens   | 6m0s     | 360000
			x-ratelimit-reset-tokens   | 120ms    | 120
			x-ratelimit-reset-tokens   | 1.5s     | 1500
			x-ratelimit-reset-tokens   | 1h2m3s   | 3723000
			x-rate-limit-reset-tokens  | 11       | 11000
			""")
	void readsEveryHeader(String header, String value, long millis) {
		assertThat(wait(Map.of(header, value), null).duration()).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "0", "", "soon", "1e9", "+5", "NaN", "99999999999999999999", "0.0", "-0.5", "5 s" })
	void takesGarbageAndNothingForAbsent(String value) {
		assertThat(wait(Map.of("retry-after-ms", value, "Retry-After", value, "x-ratelimit-reset-tokens", value,
				"x-rate-limit-reset-tokens", value), null)
			.duration()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Please retry after 6 seconds.                              | 6000
			Please retry after 1 second.                               | 1000
			Rate limit is exceeded. Try again in 12 seconds.           | 12000
			Please try again in 1.5s. Visit the page of limits.        | 1500
			Please try again in 250ms.                                 | 250
			Please try again in 6m0s.                                  | 360000
			Please try again in 1m12.5s. Visit the page of limits.     | 72500
			Please try again in 1h2m.                                  | 3720000
			""")
	void readsTheMessage(String message, long millis) {
		assertThat(wait(Map.of(), message).duration()).isEqualTo(Duration.ofMillis(millis));
	}

	@Test
	void takesAnHttpDateAgainstTheDateOfTheResponse() {
		RetryAfter wait = wait(
				Map.of("Retry-After", "Wed, 21 Oct 2015 07:28:30 GMT", "Date", "Wed, 21 Oct 2015 07:28:00 GMT"), null);

		assertThat(wait.duration()).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			Thursday, 26-Nov-26 10:00:25 GMT | Thu, 26 Nov 2026 10:00:00 GMT
			Thu Nov 26 10:00:25 2026         | Thu, 26 Nov 2026 10:00:00 GMT
			Fri Nov  6 10:00:25 2026         | Friday, 06-Nov-26 10:00:00 GMT
			Fri, 06 Nov 2026 10:00:25 GMT    | Fri Nov  6 10:00:00 2026
			Friday, 01-Jan-27 00:00:15 GMT   | Thu Dec 31 23:59:50 2026
			thu nov 26 10:00:25 2026         | thursday, 26-nov-26 10:00:00 gmt
			""")
	void takesAnHttpDateInEachOfItsForms(String retryAfter, String date) {
		assertThat(wait(Map.of("Retry-After", retryAfter, "Date", date), null).duration())
			.isEqualTo(Duration.ofSeconds(25));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Monday, 26-Nov-26 10:00:25 GMT", "Thu Nov 31 10:00:25 2026", "Thu Nov 26 10:00:25",
			"Thursday, 26-Nov-26 10:00:25 CET", "Thu Nov 26 25:00:25 2026", "26-Nov-26", "Thu", "" })
	void takesAnHttpDateThatIsNoneForAbsent(String garbage) {
		String date = "Thu, 26 Nov 2026 10:00:00 GMT";

		assertThat(wait(Map.of("Retry-After", garbage, "Date", date), null).duration()).isNull();
	}

	@Test
	void pastOrUnreferencedDateCountsAsAbsent() {
		String date = "Wed, 21 Oct 2015 07:28:00 GMT";

		assertThat(wait(Map.of("Retry-After", date, "Date", date), null).duration()).isNull();
		assertThat(wait(Map.of("Retry-After", date), null).duration()).isNull();
		assertThat(wait(Map.of("Retry-After", date, "Date", "yesterday"), null).duration()).isNull();
	}

	@Test
	void prefersMillisecondsThenSecondsThenResetThenMessage() {
		Map<String, String> headers = new TreeMap<>(Map.of("retry-after-ms", "100", "Retry-After", "2",
				"x-ratelimit-reset-tokens", "3s", "x-rate-limit-reset-tokens", "4"));
		String message = "retry after 5 seconds";

		assertThat(wait(headers, message).duration()).isEqualTo(Duration.ofMillis(100));
		headers.remove("retry-after-ms");
		assertThat(wait(headers, message).duration()).isEqualTo(Duration.ofSeconds(2));
		headers.remove("Retry-After");
		assertThat(wait(headers, message).duration()).isEqualTo(Duration.ofSeconds(3));
		headers.remove("x-ratelimit-reset-tokens");
		assertThat(wait(headers, message).duration()).isEqualTo(Duration.ofSeconds(4));
		headers.remove("x-rate-limit-reset-tokens");
		assertThat(wait(headers, message).duration()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void fallsBackToSaneValuesBehindInsaneOnes() {
		assertThat(wait(Map.of("retry-after-ms", "-1", "Retry-After", "0", "x-ratelimit-reset-requests", "2s"), null)
			.duration()).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void waitsForBothLimits() {
		assertThat(wait(Map.of("x-ratelimit-reset-requests", "9s", "x-ratelimit-reset-tokens", "2s"), null).duration())
			.isEqualTo(Duration.ofSeconds(9));
	}

	@Test
	void isExactOnlyInMilliseconds() {
		assertThat(wait(Map.of("retry-after-ms", "20"), null).exact()).isTrue();
		assertThat(wait(Map.of("Retry-After", "1"), null).exact()).isFalse();
		assertThat(wait(Map.of(), "retry after 1 second").exact()).isFalse();
	}

	private static RetryAfter wait(Map<String, String> headers, String message) {
		Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		byName.putAll(headers);
		return RetryAfter.of(new Fault(Fault.Kind.STATUS, 429, "429", message,
				(name) -> byName.get(name.toLowerCase(Locale.ROOT)), new IllegalStateException()));
	}

}
