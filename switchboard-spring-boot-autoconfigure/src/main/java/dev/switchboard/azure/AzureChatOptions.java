package dev.switchboard.azure;

import java.util.Map;

import dev.switchboard.chat.CallerOptions;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import dev.switchboard.tools.CallerTools;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.azure.openai.AzureOpenAiResponseFormat;
import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * Translates options: those of the caller, in any class, else the defaults of the model,
 * without those that must not be sent to it.
 */
final class AzureChatOptions {

	private AzureChatOptions() {
	}

	static AzureOpenAiChatOptions forCall(@Nullable ChatOptions caller, ModelSettings model) {
		return translate(caller, model);
	}

	static AzureOpenAiChatOptions forStream(@Nullable ChatOptions caller, ModelSettings model) {
		AzureOpenAiChatOptions options = translate(caller, model);
		// never among the defaults: it would be sent with calls, which must not have it
		options.setStreamUsage(true);
		return options;
	}

	/** The fields of the body that the client has no options for. */
	static Map<String, Object> extra(@Nullable ChatOptions caller, ModelSettings model) {
		CallerOptions requested = CallerOptions.of(caller);
		return requested.extraWith(requested.request().orElse(model.defaults()).without(model.omitOptions()));
	}

	private static AzureOpenAiChatOptions translate(@Nullable ChatOptions caller, ModelSettings model) {
		AzureOpenAiChatOptions target = new AzureOpenAiChatOptions();
		target.setDeploymentName(model.deploymentName());
		target.setInternalToolExecutionEnabled(false);
		CallerOptions requested = CallerOptions.of(caller);
		set(target, requested.request().orElse(model.defaults()).without(model.omitOptions()));
		CallerTools tools = CallerTools.of(caller);
		target.setToolCallbacks(tools.callbacks());
		target.setToolNames(tools.names());
		if (caller instanceof AzureOpenAiChatOptions azure) {
			target.setEnhancements(azure.getEnhancements());
		}
		return target;
	}

	private static void set(AzureOpenAiChatOptions target, RequestOptions options) {
		target.setTemperature(options.temperature());
		target.setTopP(options.topP());
		target.setMaxTokens(options.maxTokens());
		target.setMaxCompletionTokens(options.maxCompletionTokens());
		target.setStop(options.stop());
		target.setPresencePenalty(options.presencePenalty());
		target.setFrequencyPenalty(options.frequencyPenalty());
		target.setSeed(options.seed());
		target.setUser(options.user());
		target.setLogitBias(options.logitBias());
		target.setLogprobs(options.logprobs());
		target.setTopLogProbs(options.topLogProbs());
		target.setReasoningEffort(options.reasoningEffort());
		target.setN(options.n());
		if (options.responseFormat() != null) {
			target.setResponseFormat(responseFormat(options.responseFormat()));
		}
	}

	private static AzureOpenAiResponseFormat responseFormat(ResponseFormat format) {
		AzureOpenAiResponseFormat.Builder target = AzureOpenAiResponseFormat.builder()
			.type(AzureOpenAiResponseFormat.Type.valueOf(format.type().name()));
		if (format.schema() != null) {
			var schema = AzureOpenAiResponseFormat.JsonSchema.builder().schema(format.schema()).strict(format.strict());
			target.jsonSchema(((format.name() != null) ? schema.name(format.name()) : schema).build());
		}
		return target.build();
	}

}
