package dev.switchboard.azure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestBody}.
 */
class RequestBodyTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"logprobs":false}                      | {}
			{"logprobs":false,"n":1}                | {"n":1}
			{"n":1,"logprobs":false}                | {"n":1}
			{"a":"ü🌍","logprobs" : false , "n":1}  | {"a":"ü🌍", "n":1}
			{"a":{"logprobs":false},"logprobs":false,"b":[1]} | {"a":{"logprobs":false},"b":[1]}
			{ "logprobs":false, "n":1 }             | { "n":1}
			""")
	void logprobsIsLeftOutWhenItIsFalse(String body, String expected) throws IOException {
		assertThat(mend(body, Map.of()).replace(" ", "")).isEqualTo(expected.replace(" ", ""));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			{"logprobs":true}
			{"n":1}
			{}
			{"tools":[{"properties":{"logprobs":false}}],"messages":"say \\"logprobs\\":false"}
			[]
			""")
	void anythingElseStaysAsItIs(String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		assertThat(RequestBody.mend(bytes, Map.of())).isSameAs(bytes);
	}

	@Test
	void fieldsAreAddedUnlessTheyAreThere() throws IOException {
		Map<String, Object> store = Map.of("store", true);
		assertThat(mend("{}", store)).isEqualTo("{\"store\":true}");
		assertThat(mend("{\"logprobs\":false}", store)).isEqualTo("{\"store\":true}");
		assertThat(mend("{\"n\":1}", store)).isEqualTo("{\"n\":1,\"store\":true}");
		assertThat(mend("{\"logprobs\":false,\"n\":1}", store)).isEqualTo("{\"n\":1,\"store\":true}");
		assertThat(mend("{\"store\":false}", store)).isEqualTo("{\"store\":false}");
		assertThat(mend("{\"n\":1}", Map.of("tools", List.of(Map.of("type", "ü")))))
			.isEqualTo("{\"n\":1,\"tools\":[{\"type\":\"ü\"}]}");
	}

	private static String mend(String body, Map<String, Object> extra) throws IOException {
		return new String(RequestBody.mend(body.getBytes(StandardCharsets.UTF_8), extra), StandardCharsets.UTF_8);
	}

}
