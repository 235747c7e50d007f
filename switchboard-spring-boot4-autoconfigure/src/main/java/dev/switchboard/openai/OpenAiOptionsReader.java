package dev.switchboard.openai;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import dev.switchboard.connector.OptionsReader;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions.AudioParameters;

/**
 * Reads {@link OpenAiChatOptions}. Not read: the model, which the configuration
 * translates, the options of streaming, which are the switchboard's own, and everything
 * about the connection, which may contain credentials.
 */
public final class OpenAiOptionsReader implements OptionsReader<OpenAiChatOptions> {

	@Override
	public Class<OpenAiChatOptions> type() {
		return OpenAiChatOptions.class;
	}

	@Override
	public String defaultModel() {
		return OpenAiChatOptions.DEFAULT_CHAT_MODEL;
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

	private static @Nullable ResponseFormat responseFormat(OpenAiChatModel.@Nullable ResponseFormat format) {
		if (format == null || format.getType() == null) {
			return null;
		}
		ResponseFormat.Type type = ResponseFormat.Type.valueOf(format.getType().name());
		return (format.getJsonSchema() != null)
				? new ResponseFormat(type, null, format.getJsonSchema(), !Boolean.FALSE.equals(format.getStrict()))
				: new ResponseFormat(type, null, null, null);
	}

	@Override
	public Map<String, Object> extra(OpenAiChatOptions options) {
		Map<String, Object> extra = new LinkedHashMap<>();
		if (options.getExtraBody() != null) {
			extra.putAll(options.getExtraBody());
		}
		put(extra, "modalities", options.getOutputModalities());
		put(extra, "audio", audio(options.getOutputAudio()));
		put(extra, "tool_choice", options.getToolChoice());
		put(extra, "parallel_tool_calls", options.getParallelToolCalls());
		put(extra, "store", options.getStore());
		put(extra, "metadata", options.getMetadata());
		put(extra, "verbosity", options.getVerbosity());
		put(extra, "service_tier", options.getServiceTier());
		put(extra, "prompt_cache_key", options.getPromptCacheKey());
		return extra;
	}

	private static @Nullable Map<String, String> audio(@Nullable AudioParameters audio) {
		if (audio == null || audio.voice() == null || audio.format() == null) {
			return null;
		}
		return Map.of("voice", audio.voice().name().toLowerCase(Locale.ROOT), "format",
				audio.format().name().toLowerCase(Locale.ROOT));
	}

	private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
		if (value != null) {
			fields.put(name, value);
		}
	}

}
