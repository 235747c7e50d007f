package dev.switchboard.openai;

import java.util.HashMap;
import java.util.Map;

import dev.switchboard.chat.CallerOptions;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import dev.switchboard.tools.CallerTools;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.ResponseFormat.JsonSchema;
import org.springframework.ai.openai.api.ResponseFormat.Type;

/**
 * Translates options: those of the caller, in any class, else the defaults of the model,
 * without those that must not be sent to it.
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
		if (target.getHttpHeaders() == null) {
			target.setHttpHeaders(new HashMap<>());
		}
		target.setModel(model.deploymentName());
		target.setStreamUsage(streamed);
		target.setInternalToolExecutionEnabled(false);
		CallerOptions requested = CallerOptions.of(caller);
		RequestOptions options = requested.request().orElse(model.defaults()).without(model.omitOptions());
		set(target, options);
		CallerTools tools = CallerTools.of(caller);
		target.setToolCallbacks(tools.callbacks());
		target.setToolNames(tools.names());
		setExtra(target, requested, options);
		setSeed(target, options.seed());
		return target;
	}

	private static void setExtra(OpenAiChatOptions target, CallerOptions requested, RequestOptions options) {
		Map<String, Object> extra = requested.extraWith(options);
		// options of this class have fields of their own for most of them
		CallerOptions.of(target).extra().keySet().forEach(extra::remove);
		if (target.getExtraBody() != null) {
			extra.putAll(target.getExtraBody());
		}
		if (!extra.isEmpty()) {
			target.setExtraBody(extra);
		}
	}

	private static void set(OpenAiChatOptions target, RequestOptions options) {
		target.setTemperature(options.temperature());
		target.setTopP(options.topP());
		target.setMaxTokens(options.maxTokens());
		target.setMaxCompletionTokens(options.maxCompletionTokens());
		target.setStop(options.stop());
		target.setPresencePenalty(options.presencePenalty());
		target.setFrequencyPenalty(options.frequencyPenalty());
		target.setUser(options.user());
		target.setLogitBias(options.logitBias());
		target.setLogprobs(Boolean.TRUE.equals(options.logprobs()) ? true : null);
		target.setTopLogprobs(options.topLogProbs());
		target.setReasoningEffort(options.reasoningEffort());
		target.setN(options.n());
		target.setResponseFormat((options.responseFormat() != null) ? responseFormat(options.responseFormat()) : null);
	}

	/** The service accepts seeds of 64 bits; the client's field has 32. */
	private static void setSeed(OpenAiChatOptions target, @Nullable Long seed) {
		boolean fits = seed == null || seed.intValue() == seed;
		target.setSeed((seed != null && fits) ? Integer.valueOf(seed.intValue()) : null);
		if (!fits) {
			Map<String, Object> extra = (target.getExtraBody() != null) ? new HashMap<>(target.getExtraBody())
					: new HashMap<>();
			extra.put("seed", seed);
			target.setExtraBody(extra);
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
