package dev.switchboard.configuration;

import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.SanitizableData;

import static org.assertj.core.api.Assertions.assertThat;

class KeySanitizerTests {

	private final KeySanitizer sanitizer = new KeySanitizer(List.of("0123456789abcdef", "short", "a/key=\"\\"));

	@ParameterizedTest
	@CsvSource({ "0123456789abcdef, ******", "--key=0123456789abcdef --x, ******", "short, ******", "shorter, shorter",
			"0123456789, 0123456789", "{\"k\":\"0123456789\\u0061bcdef\"}, ******",
			"{\"k\":\"a\\/key\\u003D\\\"\\\\\"}, ******", "C:\\u\\users, C:\\u\\users" })
	void hidesWhatIsOrContainsAKey(String value, String shown) {
		SanitizableData data = new SanitizableData(null, "any.property", value);
		assertThat(this.sanitizer.apply(data).getValue()).isEqualTo(shown);
	}

}
