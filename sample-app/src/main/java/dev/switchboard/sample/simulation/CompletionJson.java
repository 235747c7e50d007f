package dev.switchboard.sample.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A completion in Azure's JSON: in one piece, or as the chunks of a stream.
 *
 * @param completion what is said
 * @param model the model's name, to which Azure adds its version
 * @param id the id that all chunks share
 * @param createdSeconds when it was made, in seconds since 1970
 */
record CompletionJson(Completion completion, String model, String id, long createdSeconds) {

	private static final List<String> FILTERS = List.of("hate", "self_harm", "sexual", "violence");

	static CompletionJson of(Completion completion, String model, long createdSeconds) {
		return new CompletionJson(completion, model + "-2024-07-18", "chatcmpl-" + UUID.randomUUID(), createdSeconds);
	}

	ObjectNode whole() {
		ObjectNode body = head("chat.completion");
		ObjectNode choice = body.putArray("choices").addObject();
		choice.put("index", 0).put("finish_reason", this.completion.finishReason()).putNull("logprobs");
		choice.set("content_filter_results", filterResults());
		ObjectNode message = choice.putObject("message").put("role", "assistant").putNull("refusal");
		Completion.ToolCall call = this.completion.toolCall();
		if (call != null) {
			message.putNull("content")
				.putArray("tool_calls")
				.add(toolCall(call.name(), call.arguments()).put("id", callId()).put("type", "function"));
		}
		else {
			message.put("content", this.completion.content());
		}
		body.set("prompt_filter_results", promptFilterResults());
		body.set("usage", usage());
		return body;
	}

	/**
	 * The chunks of a stream: filter results without a choice, the role, the content, the
	 * finish reason and, when asked for, the usage.
	 */
	List<ObjectNode> chunks(boolean includeUsage) {
		List<ObjectNode> chunks = new ArrayList<>();
		ObjectNode filtered = JsonNodeFactory.instance.objectNode();
		filtered.put("id", "").put("object", "").put("created", 0).put("model", "").putArray("choices");
		filtered.set("prompt_filter_results", promptFilterResults());
		chunks.add(filtered);
		chunks.add(delta(object().put("role", "assistant").put("content", "").putNull("refusal"), null));
		this.completion.words().forEach((word) -> chunks.add(delta(object().put("content", word), null)));
		Completion.ToolCall call = this.completion.toolCall();
		if (call != null) {
			chunks.add(toolDelta(toolCall(call.name(), "").put("id", callId()).put("type", "function")));
			int middle = call.arguments().length() / 2;
			chunks.add(toolDelta(toolCall(null, call.arguments().substring(0, middle))));
			chunks.add(toolDelta(toolCall(null, call.arguments().substring(middle))));
		}
		chunks.add(delta(object(), this.completion.finishReason()));
		if (includeUsage) {
			chunks.forEach((chunk) -> chunk.putNull("usage"));
			ObjectNode last = head("chat.completion.chunk");
			last.putArray("choices");
			last.set("usage", usage());
			chunks.add(last);
		}
		return chunks;
	}

	private ObjectNode delta(ObjectNode delta, @Nullable String finishReason) {
		ObjectNode chunk = head("chat.completion.chunk");
		ObjectNode choice = chunk.putArray("choices").addObject();
		choice.put("index", 0).put("finish_reason", finishReason).putNull("logprobs").set("delta", delta);
		choice.set("content_filter_results", delta.hasNonNull("role") ? object() : filterResults());
		return chunk;
	}

	private ObjectNode toolDelta(ObjectNode call) {
		ObjectNode delta = object();
		delta.putArray("tool_calls").add(call.put("index", 0));
		return delta(delta, null);
	}

	private static ObjectNode toolCall(@Nullable String name, String arguments) {
		ObjectNode call = object();
		ObjectNode function = call.putObject("function").put("arguments", arguments);
		if (name != null) {
			function.put("name", name);
		}
		return call;
	}

	private String callId() {
		return "call_" + this.id.substring(this.id.length() - 12);
	}

	private ObjectNode head(String object) {
		return object().put("id", this.id)
			.put("object", object)
			.put("created", this.createdSeconds)
			.put("model", this.model)
			.put("system_fingerprint", "fp_simulated");
	}

	private ObjectNode usage() {
		ObjectNode usage = object().put("prompt_tokens", this.completion.promptTokens())
			.put("completion_tokens", this.completion.completionTokens())
			.put("total_tokens", this.completion.totalTokens());
		usage.putObject("prompt_tokens_details").put("audio_tokens", 0).put("cached_tokens", 0);
		usage.putObject("completion_tokens_details").put("audio_tokens", 0).put("reasoning_tokens", 0);
		return usage;
	}

	private static ArrayNode promptFilterResults() {
		ArrayNode results = JsonNodeFactory.instance.arrayNode();
		results.addObject().put("prompt_index", 0).set("content_filter_results", filterResults());
		return results;
	}

	private static ObjectNode filterResults() {
		ObjectNode results = object();
		FILTERS.forEach((filter) -> results.putObject(filter).put("filtered", false).put("severity", "safe"));
		return results;
	}

	private static ObjectNode object() {
		return JsonNodeFactory.instance.objectNode();
	}

}
