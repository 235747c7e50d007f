package dev.switchboard.failover;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.routing.ServerReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitHeadersTests {

	private static final String LIMIT = "x-ratelimit-limit-tokens";

	private static final String REMAINING = "x-ratelimit-remaining-tokens";

	private static final String RESET = "x-ratelimit-reset-tokens";

	@Test
	void readsLimitRemainderAndReset() {
		assertThat(accepted(Map.of(LIMIT, " 240000", REMAINING, "0", RESET, "6m0s")))
			.isEqualTo(new ServerReport(true, 240_000, 0, Duration.ofMinutes(6)));
		assertThat(accepted(Map.of(LIMIT, "240000.0", REMAINING, "1234.5", RESET, "1.5s")))
			.isEqualTo(new ServerReport(true, 240_000, 1_234, Duration.ofMillis(1_500)));
	}

	@Test
	void remainderCountsWithoutALimit() {
		assertThat(accepted(Map.of(REMAINING, "77"))).isEqualTo(new ServerReport(true, -1, 77, null));
	}

	@Test
	void noHeadersSayNothing() {
		assertThat(accepted(Map.of())).isEqualTo(ServerReport.ACCEPTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "many", "NaN", "1e9", "0x10", "9999999999999", "9223372036854775807",
			"99999999999999999999", "1,000", "5 tokens" })
	void garbageCountsAsAbsent(String garbage) {
		assertThat(accepted(Map.of(LIMIT, "1000", REMAINING, garbage, RESET, garbage)))
			.isEqualTo(new ServerReport(true, 1_000, -1, null));
		assertThat(accepted(Map.of(LIMIT, garbage, REMAINING, "5"))).isEqualTo(ServerReport.ACCEPTED);
	}

	@Test
	void limitOfZeroIsNone() {
		assertThat(accepted(Map.of(LIMIT, "0", REMAINING, "0"))).isEqualTo(ServerReport.ACCEPTED);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "none", textBlock = """
			You have exceeded token rate limit of your tier. Please retry after 7 seconds. | 7
			You have exceeded call rate limit of your tier. Please retry after 7 seconds.  | none
			The system is currently experiencing high demand.                              | none
			""")
	void waitOfARefusedTokenTellsWhenTheWindowEnds(String message, Long seconds) {
		Fault fault = new Fault(Fault.Kind.STATUS, 429, "429", message, headers(Map.of(REMAINING, "3")),
				new IllegalStateException());
		assertThat(RateLimitHeaders.refused(fault))
			.isEqualTo(new ServerReport(false, -1, 3, (seconds != null) ? Duration.ofSeconds(seconds) : null));
	}

	private static ServerReport accepted(Map<String, String> headers) {
		return RateLimitHeaders.accepted(headers(headers));
	}

	private static ResponseHeaders headers(Map<String, String> headers) {
		Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		anyCase.putAll(headers);
		return anyCase::get;
	}

}
