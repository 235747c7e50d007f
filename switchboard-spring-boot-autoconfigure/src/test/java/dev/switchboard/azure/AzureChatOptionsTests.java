package dev.switchboard.azure;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.azure.ai.openai.models.AzureChatEnhancementConfiguration;
import com.azure.ai.openai.models.ChatCompletionStreamOptions;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.junit.jupiter.api.Test;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.azure.openai.AzureOpenAiResponseFormat;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AzureChatOptions}.
 */
class AzureChatOptionsTests {

	private static final RequestOptions ALL = new RequestOptions(0.1, 0.2, 3, null, List.of("END"), 0.4, 0.5, 6L, "u",
			Map.of("7", 8), true, 9, "low",
			new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, "shape", "{\"type\":\"object\"}", false), 10, null);

	private static ModelSettings model(RequestOptions defaults, String... omitted) {
		return new ModelSettings("gpt", "gpt-deployment", defaults, Set.of(omitted));
	}

	private static void assertAll(AzureOpenAiChatOptions options) {
		assertThat(options.getTemperature()).isEqualTo(0.1);
		assertThat(options.getTopP()).isEqualTo(0.2);
		assertThat(options.getMaxTokens()).isEqualTo(3);
		assertThat(options.getMaxCompletionTokens()).isNull();
		assertThat(options.getStop()).containsExactly("END");
		assertThat(options.getPresencePenalty()).isEqualTo(0.4);
		assertThat(options.getFrequencyPenalty()).isEqualTo(0.5);
		assertThat(options.getSeed()).isEqualTo(6L);
		assertThat(options.getUser()).isEqualTo("u");
		assertThat(options.getLogitBias()).containsEntry("7", 8);
		assertThat(options.isLogprobs()).isTrue();
		assertThat(options.getTopLogProbs()).isEqualTo(9);
		assertThat(options.getReasoningEffort()).isEqualTo("low");
		assertThat(options.getN()).isEqualTo(10);
		assertThat(options.getResponseFormat().getType()).isEqualTo(AzureOpenAiResponseFormat.Type.JSON_SCHEMA);
		assertThat(options.getResponseFormat().getJsonSchema().getName()).isEqualTo("shape");
		assertThat(options.getResponseFormat().getJsonSchema().getStrict()).isFalse();
		assertThat(options.getResponseFormat().getJsonSchema().getSchema()).containsEntry("type", "object");
	}

	@Test
	void withoutOptionsOfTheCallerTheDefaultsApply() {
		assertAll(AzureChatOptions.forCall(null, model(ALL)));
		assertThat(AzureChatOptions.forCall(null, model(ALL)).getDeploymentName()).isEqualTo("gpt-deployment");
	}

	@Test
	void everyOptionOfOursIsTranslated() {
		AzureOpenAiChatOptions all = AzureChatOptions.forCall(null, model(ALL));
		SwitchboardChatOptions ours = SwitchboardChatOptions.builder()
			.model("gpt")
			.temperature(0.1)
			.topP(0.2)
			.maxTokens(3)
			.stopSequences(List.of("END"))
			.presencePenalty(0.4)
			.frequencyPenalty(0.5)
			.seed(6L)
			.user("u")
			.logitBias(Map.of("7", 8))
			.logprobs(true)
			.topLogProbs(9)
			.reasoningEffort("low")
			.responseFormat(ALL.responseFormat())
			.n(10)
			.build();
		assertThat(AzureChatOptions.forCall(ours, model(RequestOptions.NONE))).isEqualTo(all);
	}

	@Test
	void azureOptionsLoseNothingAndStayAsTheyAre() {
		AzureOpenAiChatOptions azure = AzureChatOptions.forCall(null, model(ALL));
		azure.setDeploymentName("gpt");
		AzureChatEnhancementConfiguration enhancements = new AzureChatEnhancementConfiguration();
		azure.setEnhancements(enhancements);
		AzureOpenAiChatOptions before = azure.copy();
		AzureOpenAiChatOptions translated = AzureChatOptions.forStream(azure, model(new RequestOptions(1.9, 0.9, null,
				99, null, null, null, null, null, null, null, null, "high", ResponseFormat.of("text"), null, null)));
		assertAll(translated);
		assertThat(translated.getEnhancements()).isSameAs(enhancements);
		assertThat(translated.getDeploymentName()).isEqualTo("gpt-deployment");
		assertThat(azure).isEqualTo(before);
	}

	@Test
	void portableOptionsAreTranslated() {
		ChatOptions portable = ChatOptions.builder()
			.model("gpt")
			.temperature(0.1)
			.topP(0.2)
			.maxTokens(3)
			.stopSequences(List.of("END"))
			.presencePenalty(0.4)
			.frequencyPenalty(0.5)
			.build();
		AzureOpenAiChatOptions options = AzureChatOptions.forCall(portable, model(RequestOptions.NONE));
		assertThat(options)
			.extracting(AzureOpenAiChatOptions::getTemperature, AzureOpenAiChatOptions::getTopP,
					AzureOpenAiChatOptions::getMaxTokens, AzureOpenAiChatOptions::getStop,
					AzureOpenAiChatOptions::getPresencePenalty, AzureOpenAiChatOptions::getFrequencyPenalty)
			.containsExactly(0.1, 0.2, 3, List.of("END"), 0.4, 0.5);
	}

	@Test
	void clientsNeverRunTools() {
		ToolCallingChatOptions tools = ToolCallingChatOptions.builder().toolNames("weather").build();
		AzureOpenAiChatOptions options = AzureChatOptions.forCall(tools, model(RequestOptions.NONE));
		assertThat(options.getToolNames()).containsExactly("weather");
		assertThat(options.getInternalToolExecutionEnabled()).isFalse();
	}

	@Test
	void limitOfTheCallerReplacesTheDefaultOneOfEitherKind() {
		ModelSettings limited = model(new RequestOptions(null, null, 100, null, null, null, null, null, null, null,
				null, null, null, null, null, null));
		AzureOpenAiChatOptions caller = new AzureOpenAiChatOptions();
		caller.setMaxCompletionTokens(50);
		AzureOpenAiChatOptions options = AzureChatOptions.forCall(caller, limited);
		assertThat(options.getMaxCompletionTokens()).isEqualTo(50);
		assertThat(options.getMaxTokens()).isNull();
	}

	@Test
	void omittedOptionsAreNeverSent() {
		AzureOpenAiChatOptions azure = AzureChatOptions.forCall(null, model(ALL));
		AzureOpenAiChatOptions options = AzureChatOptions.forCall(azure,
				model(ALL, "temperature", "top-p", "max-tokens", "max-completion-tokens", "stop", "presence-penalty",
						"frequency-penalty", "seed", "user", "logit-bias", "logprobs", "top-log-probs",
						"reasoning-effort", "response-format", "n"));
		AzureOpenAiChatOptions nothing = AzureChatOptions.forCall(null, model(RequestOptions.NONE));
		assertThat(options).isEqualTo(nothing);
	}

	@Test
	void usageIsAskedForInStreamsOnly() {
		AzureOpenAiChatOptions caller = new AzureOpenAiChatOptions();
		caller.setStreamUsage(true);
		caller.setStreamOptions(new ChatCompletionStreamOptions().setIncludeUsage(false));
		AzureOpenAiChatOptions call = AzureChatOptions.forCall(caller, model(RequestOptions.NONE));
		AzureOpenAiChatOptions stream = AzureChatOptions.forStream(caller, model(RequestOptions.NONE));
		assertThat(call.getStreamUsage()).isNull();
		assertThat(call.getStreamOptions()).isNull();
		assertThat(stream.getStreamUsage()).isTrue();
		assertThat(stream.getStreamOptions()).isNull();
	}

}
