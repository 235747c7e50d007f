package dev.switchboard.openai;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.ResponseFormat.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiOptions}.
 */
class OpenAiOptionsTests {

	private static final RequestOptions ALL = new RequestOptions(0.1, 0.2, 3, null, List.of("END"), 0.4, 0.5, 6L, "u",
			Map.of("7", 8), true, 9, "low",
			new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, "shape", "{\"type\":\"object\"}", null), 10, null);

	private static ModelSettings model(RequestOptions defaults, String... omitted) {
		return new ModelSettings("gpt", "gpt-4o-mini", defaults, Set.of(omitted));
	}

	@Test
	void fieldsOfOpenAisOwnOptionsWinOverExtraFields() {
		RequestOptions defaults = SwitchboardChatOptions.builder()
			.extra(Map.of("service_tier", "flex", "verbosity", "low", "own", 1))
			.build()
			.getRequestOptions();
		OpenAiChatOptions caller = OpenAiChatOptions.builder()
			.serviceTier("priority")
			.extraBody(Map.of("own", 2))
			.build();
		OpenAiChatOptions translated = OpenAiOptions.forCall(caller, model(defaults));
		assertThat(translated.getServiceTier()).isEqualTo("priority");
		assertThat(translated.getExtraBody()).isEqualTo(Map.of("verbosity", "low", "own", 2));
	}

	@Test
	void withoutOptionsOfTheCallerTheDefaultsApply() {
		OpenAiChatOptions options = OpenAiOptions.forCall(null, model(ALL));
		assertThat(options.getModel()).isEqualTo("gpt-4o-mini");
		assertThat(options.getTemperature()).isEqualTo(0.1);
		assertThat(options.getTopP()).isEqualTo(0.2);
		assertThat(options.getMaxTokens()).isEqualTo(3);
		assertThat(options.getMaxCompletionTokens()).isNull();
		assertThat(options.getStop()).containsExactly("END");
		assertThat(options.getPresencePenalty()).isEqualTo(0.4);
		assertThat(options.getFrequencyPenalty()).isEqualTo(0.5);
		assertThat(options.getSeed()).isEqualTo(6);
		assertThat(options.getUser()).isEqualTo("u");
		assertThat(options.getLogitBias()).containsEntry("7", 8);
		assertThat(options.getLogprobs()).isTrue();
		assertThat(options.getTopLogprobs()).isEqualTo(9);
		assertThat(options.getReasoningEffort()).isEqualTo("low");
		assertThat(options.getN()).isEqualTo(10);
		assertThat(options.getResponseFormat().getType()).isEqualTo(Type.JSON_SCHEMA);
		assertThat(options.getResponseFormat().getJsonSchema().getName()).isEqualTo("shape");
		assertThat(options.getResponseFormat().getJsonSchema().getStrict()).isNull();
	}

	@Test
	void optionsOfTheCallerWin() {
		SwitchboardChatOptions ours = SwitchboardChatOptions.builder().temperature(0.9).seed(1L).build();
		OpenAiChatOptions options = OpenAiOptions.forCall(ours, model(ALL));
		assertThat(options.getTemperature()).isEqualTo(0.9);
		assertThat(options.getSeed()).isEqualTo(1);
		assertThat(options.getTopP()).isEqualTo(0.2);
		ChatOptions portable = ChatOptions.builder().temperature(0.8).build();
		assertThat(OpenAiOptions.forCall(portable, model(ALL)).getTemperature()).isEqualTo(0.8);
	}

	@Test
	void openAiOptionsLoseNothingAndStayAsTheyAre() {
		OpenAiChatOptions openAi = OpenAiChatOptions.builder().model("gpt").seed(1).verbosity("low").build();
		OpenAiChatOptions before = openAi.copy();
		OpenAiChatOptions options = OpenAiOptions.forStream(openAi, model(ALL));
		assertThat(options.getVerbosity()).isEqualTo("low");
		assertThat(options.getSeed()).isEqualTo(1);
		assertThat(options.getModel()).isEqualTo("gpt-4o-mini");
		assertThat(openAi).isEqualTo(before);
	}

	@Test
	void omittedOptionsAreNeverSent() {
		OpenAiChatOptions caller = OpenAiChatOptions.builder()
			.temperature(0.1)
			.responseFormat(org.springframework.ai.openai.api.ResponseFormat.builder().type(Type.TEXT).build())
			.build();
		OpenAiChatOptions options = OpenAiOptions.forCall(caller,
				model(ALL, "temperature", "response-format", "max-tokens"));
		assertThat(options.getTemperature()).isNull();
		assertThat(options.getResponseFormat()).isNull();
		assertThat(options.getMaxTokens()).isNull();
	}

	@Test
	void usageIsAskedForInStreamsOnly() {
		OpenAiChatOptions caller = OpenAiChatOptions.builder().streamUsage(true).build();
		assertThat(OpenAiOptions.forCall(caller, model(ALL)).getStreamOptions()).isNull();
		assertThat(OpenAiOptions.forStream(null, model(ALL)).getStreamOptions().includeUsage()).isTrue();
	}

}
