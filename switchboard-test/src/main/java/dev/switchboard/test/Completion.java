package dev.switchboard.sample.simulation;

import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated model has to say: words, or a call of a tool.
 *
 * @param words the text, split where a stream splits it
 * @param toolCall the tool to call instead, or {@code null}
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 * @param promptTokens the tokens of the request
 * @param completionTokens the tokens of the answer
 */
record Completion(List<String> words, @Nullable ToolCall toolCall, String finishReason, int promptTokens,
		int completionTokens) {

	private static final List<String> REMARKS = List.of(
			"Try taking this deployment down and asking again: the next one answers, and you will hardly notice.",
			"A session stays with one deployment while it can, because that is where its prompt cache is warm.",
			"When I have used up my minute I answer 429, and the switchboard finds a colleague with room.",
			"Watch the bars beside this chat: each answer reserves its tokens before it leaves and settles them after.");

	static Completion of(ChatRequest request, String region) {
		JsonNode tool = request.tool();
		if (tool != null && !"tool".equals(request.last().role())) {
			ToolCall call = new ToolCall(tool.path("name").asText(), arguments(tool, request.last().text()));
			return new Completion(List.of(), call, "tool_calls", request.promptTokens(),
					ChatRequest.tokens(call.name()) + ChatRequest.tokens(call.arguments()));
		}
		return text(request, say(request, region));
	}

	private static Completion text(ChatRequest request, String text) {
		Integer maxTokens = request.maxTokens();
		if (maxTokens == null || ChatRequest.tokens(text) <= maxTokens) {
			return text(request, text, "stop");
		}
		return text(request, text.substring(0, maxTokens * ChatRequest.CHARACTERS_PER_TOKEN), "length");
	}

	private static Completion text(ChatRequest request, String text, String finishReason) {
		return new Completion(List.of(text.split("(?<=\\s)")), null, finishReason, request.promptTokens(),
				ChatRequest.tokens(text));
	}

	private static String say(ChatRequest request, String region) {
		if ("tool".equals(request.last().role())) {
			return "The tool says: " + request.last().text();
		}
		return "This is " + region + ", at turn " + request.turn() + " of our conversation. You wrote: “"
				+ request.last().text() + "” " + REMARKS.get((int) ((request.turn() - 1) % REMARKS.size()));
	}

	/** Arguments that satisfy a flat schema: strings get what the user wrote. */
	private static String arguments(JsonNode tool, String message) {
		ObjectNode arguments = JsonNodeFactory.instance.objectNode();
		tool.path("parameters").path("properties").properties().forEach((property) -> {
			switch (property.getValue().path("type").asText()) {
				case "string" -> arguments.put(property.getKey(), message);
				case "integer", "number" -> arguments.put(property.getKey(), 1);
				case "boolean" -> arguments.put(property.getKey(), true);
				case "array" -> arguments.putArray(property.getKey());
				default -> arguments.putObject(property.getKey());
			}
		});
		return arguments.toString();
	}

	String content() {
		return this.words.stream().collect(Collectors.joining());
	}

	int totalTokens() {
		return this.promptTokens + this.completionTokens;
	}

	record ToolCall(String name, String arguments) {

	}

}
