package dev.switchboard.openai;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.switchboard.connector.OptionsReader;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.model.ModelOptionsUtils;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.ResponseFormat.JsonSchema;

/**
 * Reads {@link OpenAiChatOptions}. Not read: the model, which the configuration
 * translates, the options of streaming, which are the switchboard's own, and
 * {@code httpHeaders}, which may contain credentials for OpenAI and must not reach
 * another service ({@link OpenAiOptions} passes them on).
 */
public final class OpenAiOptionsReader implements OptionsReader<OpenAiChatOptions> {

	@Override
	public Class<OpenAiChatOptions> type() {
		return OpenAiChatOptions.class;
	}

	@Override
	public RequestOptions read(OpenAiChatOptions options) {
		Long seed = (options.getSeed() != null) ? options.getSeed().longValue() : null;
		return new RequestOptions(options.getTemperature(), options.getTopP(), options.getMaxTokens(),
				options.getMaxCompletionTokens(), options.getStop(), options.getPresencePenalty(),
				options.getFrequencyPenalty(), seed, options.getUser(), options.getLogitBias(), options.getLogprobs(),
				options.getTopLogprobs(), options.getReasoningEffort(), responseFormat(options.getResponseFormat()),
				options.getN(), null);
	}

	private static @Nullable ResponseFormat responseFormat(
			org.springframework.ai.openai.api.@Nullable ResponseFormat format) {
		if (format == null || format.getType() == null) {
			return null;
		}
		ResponseFormat.Type type = ResponseFormat.Type.valueOf(format.getType().name());
		JsonSchema schema = format.getJsonSchema();
		return (schema == null || schema.getSchema() == null) ? new ResponseFormat(type, null, null, null)
				: new ResponseFormat(type, schema.getName(), ModelOptionsUtils.toJsonString(schema.getSchema()),
						schema.getStrict());
	}

	@Override
	public Map<String, Object> extra(OpenAiChatOptions options) {
		Map<String, Object> extra = new LinkedHashMap<>();
		if (options.getExtraBody() != null) {
			extra.putAll(options.getExtraBody());
		}
		extra.put("modalities", options.getOutputModalities());
		extra.put("audio", options.getOutputAudio());
		extra.put("tools", options.getTools());
		extra.put("tool_choice", options.getToolChoice());
		extra.put("parallel_tool_calls", options.getParallelToolCalls());
		extra.put("store", options.getStore());
		extra.put("metadata", options.getMetadata());
		extra.put("verbosity", options.getVerbosity());
		extra.put("web_search_options", options.getWebSearchOptions());
		extra.put("service_tier", options.getServiceTier());
		extra.put("prompt_cache_key", options.getPromptCacheKey());
		extra.put("safety_identifier", options.getSafetyIdentifier());
		extra.values().removeIf((value) -> value == null);
		return extra;
	}

}
