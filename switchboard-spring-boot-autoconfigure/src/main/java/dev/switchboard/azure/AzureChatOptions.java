package dev.switchboard.azure;

import java.util.List;
import java.util.Set;

import dev.switchboard.chat.ModelSettings;
import dev.switchboard.chat.RequestOptions;
import dev.switchboard.chat.ResponseFormat;
import dev.switchboard.chat.SwitchboardChatOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.azure.openai.AzureOpenAiResponseFormat;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Translation of options: what the caller set, in whatever class, else the defaults of
 * the model, less what must not be sent to it, as fresh options for Azure's deployment.
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

	private static AzureOpenAiChatOptions translate(@Nullable ChatOptions caller, ModelSettings model) {
		Set<String> omitted = model.omitOptions();
		AzureOpenAiChatOptions target = new AzureOpenAiChatOptions();
		target.setDeploymentName(model.deploymentName());
		target.setInternalToolExecutionEnabled(false);
		set(target, requested(caller).orElse(model.defaults()).without(omitted));
		if (caller instanceof AzureOpenAiChatOptions azure) {
			target.setEnhancements(azure.getEnhancements());
			if (azure.getResponseFormat() != null && !omitted.contains("response-format")) {
				target.setResponseFormat(azure.getResponseFormat());
			}
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
		if (caller instanceof AzureOpenAiChatOptions azure) {
			return new RequestOptions(azure.getTemperature(), azure.getTopP(), azure.getMaxTokens(),
					azure.getMaxCompletionTokens(), azure.getStop(), azure.getPresencePenalty(),
					azure.getFrequencyPenalty(), azure.getSeed(), azure.getUser(), azure.getLogitBias(),
					azure.isLogprobs(), azure.getTopLogProbs(), azure.getReasoningEffort(), null, azure.getN());
		}
		return (caller != null) ? RequestOptions.of(caller) : RequestOptions.NONE;
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
