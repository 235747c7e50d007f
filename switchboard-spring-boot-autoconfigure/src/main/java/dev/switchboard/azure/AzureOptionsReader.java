package dev.switchboard.azure;

import dev.switchboard.connector.OptionsReader;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.azure.openai.AzureOpenAiResponseFormat;
import org.springframework.ai.model.ModelOptionsUtils;

/**
 * Reads {@link AzureOpenAiChatOptions}. Not read: {@code enhancements}, which only Azure
 * has ({@link AzureChatOptions} hands them on), the deployment's name, which the
 * configuration says, and the options of streaming, which are the switchboard's own.
 */
public final class AzureOptionsReader implements OptionsReader<AzureOpenAiChatOptions> {

	@Override
	public Class<AzureOpenAiChatOptions> type() {
		return AzureOpenAiChatOptions.class;
	}

	@Override
	public RequestOptions read(AzureOpenAiChatOptions options) {
		return new RequestOptions(options.getTemperature(), options.getTopP(), options.getMaxTokens(),
				options.getMaxCompletionTokens(), options.getStop(), options.getPresencePenalty(),
				options.getFrequencyPenalty(), options.getSeed(), options.getUser(), options.getLogitBias(),
				options.isLogprobs(), options.getTopLogProbs(), options.getReasoningEffort(),
				responseFormat(options.getResponseFormat()), options.getN(), null);
	}

	private static @Nullable ResponseFormat responseFormat(@Nullable AzureOpenAiResponseFormat format) {
		if (format == null || format.getType() == null) {
			return null;
		}
		ResponseFormat.Type type = ResponseFormat.Type.valueOf(format.getType().name());
		AzureOpenAiResponseFormat.JsonSchema schema = format.getJsonSchema();
		return (schema == null || schema.getSchema() == null) ? new ResponseFormat(type, null, null, null)
				: new ResponseFormat(type, schema.getName(), ModelOptionsUtils.toJsonString(schema.getSchema()),
						schema.getStrict());
	}

}
