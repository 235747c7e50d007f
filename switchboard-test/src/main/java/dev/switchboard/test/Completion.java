package dev.switchboard.test;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a stub has to say: words, or a call of a tool.
 *
 * @param words the text, split where a stream splits it
 * @param toolCall the tool to call instead, or {@code null}
 * @param finishReason {@code stop}, {@code length} or {@code tool_calls}
 * @param tokens the tokens of the answer
 */
record Completion(List<String> words, @Nullable ToolCall toolCall, String finishReason, int tokens) {

	/** The answer in words, cut where the request wants no more tokens. */
	static Completion text(ChatRequest request, String text) {
		Integer most = request.maxTokens();
		if (most == null || ChatRequest.tokens(text) <= most) {
			return text(text, "stop");
		}
		return text(text.substring(0, most * ChatRequest.CHARACTERS_PER_TOKEN), "length");
	}

	private static Completion text(String text, String finishReason) {
		// each word with the space behind it, so that they add up to the text
		return new Completion(List.of(text.split("(?<=\\s)(?=\\S)")), null, finishReason, ChatRequest.tokens(text));
	}

	/** A call of the tool with arguments that fit its schema. */
	static Completion toolCall(ChatRequest request, JsonNode tool) {
		String arguments = SchemaSample.of(tool.path("parameters"), request.last().text()).toString();
		ToolCall call = new ToolCall(tool.path("name").asText(), arguments);
		return new Completion(List.of(), call, "tool_calls",
				ChatRequest.tokens(call.name()) + ChatRequest.tokens(arguments));
	}

	/** The answer in the format that the request asks for, or {@code null}. */
	static @Nullable Completion structured(ChatRequest request, String text) {
		JsonNode format = request.responseFormat();
		JsonNode schema = switch (format.path("type").asText()) {
			case "json_schema" -> format.at("/json_schema/schema");
			case "json_object" -> format;
			default -> request.schemaInText();
		};
		if (schema == null) {
			return null;
		}
		String json = (schema != format) ? SchemaSample.of(schema, text).toString()
				: CompletionJson.object("answer", text);
		return text(request, json);
	}

	String content() {
		return String.join("", this.words);
	}

	record ToolCall(String name, String arguments) {

	}

}
