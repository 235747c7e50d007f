package dev.switchboard.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * The part of a chat-completions request that a stub understands.
 *
 * @param messages the conversation, oldest first
 * @param model the model that the body names, or {@code null}
 * @param tool the first function it may call, or {@code null}
 * @param responseFormat the format it asks for; missing when it does not
 * @param maxTokens the most tokens of the answer, or {@code null}
 * @param stream whether the answer is to be streamed
 * @param includeUsage whether the stream is to end with the usage
 * @param promptTokens the tokens of messages and tools
 */
record ChatRequest(List<Message> messages, @Nullable String model, @Nullable JsonNode tool, JsonNode responseFormat,
		@Nullable Integer maxTokens, boolean stream, boolean includeUsage, int promptTokens) {

	/** A rule of thumb for English. */
	static final int CHARACTERS_PER_TOKEN = 4;

	/** What the vision models charge for an image at low detail. */
	private static final int IMAGE_TOKENS = 85;

	/** The frame around each message. */
	private static final int MESSAGE_TOKENS = 3;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	static int tokens(String text) {
		return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
	}

	/** Reads a request; {@code null} when the body is not a JSON object. */
	static @Nullable ChatRequest parse(String json) {
		JsonNode body;
		try {
			body = MAPPER.readTree(json);
		}
		catch (JsonProcessingException ex) {
			return null;
		}
		if (!body.isObject()) {
			return null;
		}
		List<Message> messages = new ArrayList<>();
		int promptTokens = 0;
		for (JsonNode message : body.path("messages")) {
			String text = text(message.path("content"));
			messages.add(new Message(message.path("role").asText(), text));
			promptTokens += MESSAGE_TOKENS + tokens(text) + IMAGE_TOKENS * images(message.path("content"));
		}
		JsonNode tools = body.path("tools");
		if (!tools.isMissingNode()) {
			promptTokens += tokens(tools.toString());
		}
		JsonNode maxTokens = body.hasNonNull("max_completion_tokens") ? body.get("max_completion_tokens")
				: body.path("max_tokens");
		return new ChatRequest(List.copyOf(messages), body.hasNonNull("model") ? body.get("model").asText() : null,
				tools.isEmpty() ? null : tools.get(0).path("function"), body.path("response_format"),
				maxTokens.isInt() ? maxTokens.asInt() : null, body.path("stream").asBoolean(),
				body.path("stream_options").path("include_usage").asBoolean(), promptTokens);
	}

	private static String text(JsonNode content) {
		if (!content.isArray()) {
			return content.asText("");
		}
		StringBuilder text = new StringBuilder();
		content.forEach((part) -> text.append(part.path("text").asText("")));
		return text.toString();
	}

	private static int images(JsonNode content) {
		int images = 0;
		for (JsonNode part : content) {
			images += part.has("image_url") ? 1 : 0;
		}
		return images;
	}

	/**
	 * The schema that a message asks the answer to follow, as Spring AI's output
	 * converters do; {@code null} when there is none.
	 */
	@Nullable JsonNode schemaInText() {
		String text = this.messages.stream().map(Message::text).collect(Collectors.joining("\n"));
		int words = text.lastIndexOf("JSON Schema");
		int start = (words >= 0) ? text.indexOf('{', words) : -1;
		if (start < 0) {
			return null;
		}
		try {
			// reads one value, whatever follows it
			JsonNode schema = MAPPER.readTree(text.substring(start));
			return (schema.has("type") || schema.has("properties")) ? schema : null;
		}
		catch (JsonProcessingException ex) {
			return null;
		}
	}

	/** The last message, an empty one when there is none. */
	Message last() {
		return this.messages.isEmpty() ? new Message("", "") : this.messages.get(this.messages.size() - 1);
	}

	/** Whether the last message is the result of a tool. */
	boolean endsWithToolResult() {
		return "tool".equals(last().role());
	}

	record Message(String role, String text) {

	}

}
