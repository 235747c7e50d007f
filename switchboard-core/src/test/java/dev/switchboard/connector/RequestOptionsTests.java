package dev.switchboard.connector;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestOptions}.
 */
class RequestOptionsTests {

	private static RequestOptions options(Double temperature, Integer maxTokens, Integer maxCompletionTokens) {
		return new RequestOptions(temperature, null, maxTokens, maxCompletionTokens, List.of("END"), null, null, null,
				null, null, null, null, null, null, null, null);
	}

	@Test
	void defaultsApplyKeyByKey() {
		assertThat(options(0.1, null, null).orElse(options(0.9, 5, null))).isEqualTo(options(0.1, 5, null));
	}

	@Test
	void eitherLimitReplacesBothDefaultLimits() {
		assertThat(options(null, null, 7).orElse(options(0.9, 5, null))).isEqualTo(options(0.9, null, 7));
		assertThat(options(null, 7, null).orElse(options(0.9, null, 5))).isEqualTo(options(0.9, 7, null));
	}

	@Test
	void omitsOptionsByPropertyName() {
		RequestOptions without = options(0.1, 5, null).without(Set.of("temperature", "max-tokens", "stop"));
		assertThat(without).isEqualTo(RequestOptions.NONE);
	}

}
