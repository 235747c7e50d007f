package dev.switchboard.wire;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ErrorBody}.
 */
class ErrorBodyTests {

	private static ErrorBody parse(String body) {
		return ErrorBody.parse(body.getBytes(StandardCharsets.UTF_8));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "null",
			textBlock = """
					{"error":{"code":"429","message":"Slow down"}}                  | 429                | Slow down
					{"error":{"code":429,"message":"Slow down"}}                    | 429                | Slow down
					{"error":{"code":null,"type":"server_error","message":"Oops"}}  | server_error       | Oops
					{"statusCode":429,"message":"Try again in 7 seconds."}          | 429                | Try again in 7 seconds.
					{"code":"content_filter","message":"No"}                        | content_filter     | No
					{"error":"Just a text"}                                         | null               | Just a text
					{"error":{}}                                                    | null               | null
					{}                                                              | null               | null
					[]                                                              | null               | null
					Service Unavailable                                             | null               | Service Unavailable
					""")
	void readsWhatItCan(String body, String code, String message) {
		assertThat(parse(body).code()).isEqualTo(code);
		assertThat(parse(body).message()).isEqualTo(message);
	}

	@Test
	void emptyBodySaysNothing() {
		assertThat(parse("")).isEqualTo(ErrorBody.NONE);
	}

	@ParameterizedTest
	@CsvSource({ "429, 429", "rate_limit_exceeded, 429", "insufficient_quota, 429", "content_filter, 400",
			"context_length_exceeded, 400", "invalid_api_key, 401", "DeploymentNotFound, 404", "503, 503",
			"server_error, 500", "200, 500", "whatever, 500" })
	void errorEventHasTheStatusThatItsCodeStandsFor(String code, int status) {
		assertThat(parse("{\"error\":{\"code\":\"" + code + "\"}}").status()).isEqualTo(status);
	}

	@Test
	void errorEventWithoutACodeIsTheServicesFault() {
		assertThat(parse("{\"error\":{\"message\":\"Oops\"}}").status()).isEqualTo(500);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
			{"error":{"code":"invalid_value","type":"invalid_request_error"}}       | 400
			{"error":{"code":null,"type":"rate_limit_error"}}                       | 429
			{"error":{"code":"credits","type":"insufficient_quota"}}                | 429
			{"error":{"code":"invalid_api_key","type":"invalid_request_error"}}     | 401
			{"error":{"message":"Slow down","status":429}}                          | 429
			{"error":{"message":"Slow down"},"status":429}                          | 429
			{"error":"Slow down","statusCode":429}                                  | 429
			{"error":{"code":8,"status":"RESOURCE_EXHAUSTED"}}                      | 429
			{"type":"error","error":{"type":"overloaded_error"}}                    | 503
			{"object":"error","type":"BadRequestError","code":null}                 | 400
			{"error":{"code":"odd","status":200,"type":"server_error"}}             | 500
			""")
	void whatTheCodeDoesNotTellTheOtherFieldsDo(String body, int status) {
		assertThat(parse(body).status()).isEqualTo(status);
	}

}
