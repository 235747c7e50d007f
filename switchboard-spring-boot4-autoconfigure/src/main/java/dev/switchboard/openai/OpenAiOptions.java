package dev.switchboard.openai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.openai.core.ObjectMappers;
import dev.switchboard.chat.CallerOptions;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Translates options: those of the caller, in any class, else the defaults of the model,
 * without those that must not be sent to it.
 */
final class OpenAiOptions {

	private OpenAiOptions() {
	}

	static OpenAiChatOptions forCall(@Nullable ChatOptions caller, ModelSettings model, String exchange) {
		return builder(caller, model, exchange).build();
	}

	static OpenAiChatOptions forStream(@Nullable ChatOptions caller, ModelSettings model, String exchange) {
		return builder(caller, model, exchange).streamUsage(true).build();
	}

	private static OpenAiChatOptions.Builder builder(@Nullable ChatOptions caller, ModelSettings model,
			String exchange) {
		CallerOptions requested = CallerOptions.of(caller);
		RequestOptions options = requested.request().orElse(model.defaults()).without(model.omitOptions());
		OpenAiChatOptions.Builder target = OpenAiChatOptions.builder()
			.model(model.deploymentName())
			.customHeaders(Map.of(WatchedTransport.EXCHANGE, exchange));
		set(target, options);
		target.extraBody(body(requested.extraWith(options), options));
		if (caller instanceof ToolCallingChatOptions tooled) {
			List<ToolCallback> tools = Objects.requireNonNullElse(tooled.getToolCallbacks(), List.of());
			tools.forEach((tool) -> check(tool.getToolDefinition()));
			target.toolCallbacks(tools);
		}
		return target;
	}

	/** The library would log what it cannot read, and offer a tool without parameters. */
	private static void check(ToolDefinition tool) {
		if (!tool.inputSchema().isEmpty()
				&& !(json(tool.inputSchema(), "tool '" + tool.name() + "'") instanceof Map<?, ?>)) {
			throw new IllegalArgumentException("The schema of tool '" + tool.name() + "' is not a JSON object");
		}
	}

	private static void set(OpenAiChatOptions.Builder target, RequestOptions options) {
		target.temperature(options.temperature())
			.topP(options.topP())
			.maxTokens(options.maxTokens())
			.maxCompletionTokens(options.maxCompletionTokens())
			.stop(options.stop())
			.presencePenalty(options.presencePenalty())
			.frequencyPenalty(options.frequencyPenalty())
			.user(options.user())
			.logitBias(options.logitBias())
			.logprobs(Boolean.TRUE.equals(options.logprobs()) ? true : null)
			.topLogprobs(options.topLogProbs())
			.reasoningEffort(options.reasoningEffort())
			.n(options.n());
	}

	/**
	 * The fields that the library's options cannot hold: seeds of 64 bits, and the name
	 * and strictness of a schema.
	 */
	private static Map<String, Object> body(Map<String, Object> extra, RequestOptions options) {
		Map<String, Object> body = new LinkedHashMap<>(extra);
		if (options.seed() != null) {
			body.put("seed", options.seed());
		}
		if (options.responseFormat() != null) {
			body.put("response_format", responseFormat(options.responseFormat()));
		}
		return body;
	}

	private static Map<String, Object> responseFormat(ResponseFormat format) {
		Map<String, Object> target = new LinkedHashMap<>();
		target.put("type", format.type().name().toLowerCase(Locale.ROOT));
		if (format.schema() != null) {
			Map<String, Object> schema = new LinkedHashMap<>();
			schema.put("name", (format.name() != null) ? format.name() : "custom_schema");
			schema.put("schema", json(format.schema(), "the response format"));
			if (format.strict() != null) {
				schema.put("strict", format.strict());
			}
			target.put("json_schema", schema);
		}
		return target;
	}

	private static Object json(String schema, String owner) {
		try {
			return ObjectMappers.jsonMapper().readValue(schema, Object.class);
		}
		catch (JsonProcessingException ex) {
			throw new IllegalArgumentException("The schema of " + owner + " is not JSON");
		}
	}

}
