package dev.switchboard.openai;

import java.util.List;
import java.util.Set;

import dev.switchboard.chat.ModelSettings;
import dev.switchboard.chat.RequestOptions;
import dev.switchboard.chat.ResponseFormat;
import dev.switchboard.chat.SwitchboardChatOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.ResponseFormat.JsonSchema;
import org.springframework.ai.openai.api.ResponseFormat.Type;

/**
 * Translation of options: what the caller set, in whatever class, else the defaults of
 * the model, less what must not be sent to it, as fresh options for OpenAI's model.
 */
final class OpenAiOptions {

	private OpenAiOptions() {
	}

	static OpenAiChatOptions forCall(@Nullable ChatOptions caller, ModelSettings model) {
		return translate(caller, model, false);
	}

	static OpenAiChatOptions forStream(@Nullable ChatOptions caller, ModelSettings model) {
		return translate(caller, model, true);
	}

	private static OpenAiChatOptions translate(@Nullable ChatOptions caller, ModelSettings model, boolean streamed) {
		OpenAiChatOptions target = (caller instanceof OpenAiChatOptions openAi) ? openAi.copy()
				: new OpenAiChatOptions();
		target.setModel(model.deploymentName());
		target.setStreamUsage(streamed);
		target.setInternalToolExecutionEnabled(false);
		set(target, requested(caller).orElse(model.defaults()).without(model.omitOptions()));
		if (model.omitOptions().contains("response-format")) {
			target.setResponseFormat(null);
		}
		if (caller instanceof ToolCallingChatOptions tools) {
			target.setToolCallbacks(List.copyOf(tools.getToolCallbacks()));
			target.setToolNames(Set.copyOf(tools.getToolNames()));
		}
		return target;
	}

	private static RequestOptions requested(@Nullable ChatOptions caller) {
		if (caller instanceof SwitchboardChatOptions ours) {
			return ours.getRequestOptions();
		}
		if (caller instanceof OpenAiChatOptions openAi) {
			Long seed = (openAi.getSeed() != null) ? openAi.getSeed().longValue() : null;
			return new RequestOptions(openAi.getTemperature(), openAi.getTopP(), openAi.getMaxTokens(),
					openAi.getMaxCompletionTokens(), openAi.getStop(), openAi.getPresencePenalty(),
					openAi.getFrequencyPenalty(), seed, openAi.getUser(), openAi.getLogitBias(), openAi.getLogprobs(),
					openAi.getTopLogprobs(), openAi.getReasoningEffort(), null, openAi.getN());
		}
		return (caller != null) ? RequestOptions.of(caller) : RequestOptions.NONE;
	}

	private static void set(OpenAiChatOptions target, RequestOptions options) {
		target.setTemperature(options.temperature());
		target.setTopP(options.topP());
		target.setMaxTokens(options.maxTokens());
		target.setMaxCompletionTokens(options.maxCompletionTokens());
		target.setStop(options.stop());
		target.setPresencePenalty(options.presencePenalty());
		target.setFrequencyPenalty(options.frequencyPenalty());
		target.setSeed((options.seed() != null) ? options.seed().intValue() : null);
		target.setUser(options.user());
		target.setLogitBias(options.logitBias());
		target.setLogprobs(options.logprobs());
		target.setTopLogprobs(options.topLogProbs());
		target.setReasoningEffort(options.reasoningEffort());
		target.setN(options.n());
		if (target.getResponseFormat() == null && options.responseFormat() != null) {
			target.setResponseFormat(responseFormat(options.responseFormat()));
		}
	}

	private static org.springframework.ai.openai.api.ResponseFormat responseFormat(ResponseFormat format) {
		var target = org.springframework.ai.openai.api.ResponseFormat.builder()
			.type(Type.valueOf(format.type().name()));
		if (format.schema() != null) {
			JsonSchema.Builder schema = JsonSchema.builder().schema(format.schema()).strict(format.strict());
			target.jsonSchema(((format.name() != null) ? schema.name(format.name()) : schema).build());
		}
		return target.build();
	}

}
