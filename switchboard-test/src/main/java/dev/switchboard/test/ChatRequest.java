package dev.switchboard.sample.simulation;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The part of a chat-completions request that the simulation understands.
 *
 * @param messages the conversation, oldest first
 * @param tool the first function it may call, or {@code null}
 * @param maxTokens the most tokens it may answer with, or {@code null}
 * @param stream whether the answer is to be streamed
 * @param includeUsage whether the stream is to end with the usage
 * @param promptTokens the tokens of messages and tools, about four characters each
 */
record ChatRequest(List<Message> messages, @Nullable JsonNode tool, @Nullable Integer maxTokens, boolean stream,
		boolean includeUsage, int promptTokens) {

	static final int CHARACTERS_PER_TOKEN = 4;

	/** What the vision models charge for an image at low detail. */
	private static final int IMAGE_TOKENS = 85;

	/** The frame around each message. */
	private static final int MESSAGE_TOKENS = 3;

	static int tokens(String text) {
		return (text.length() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
	}

	/**
	 * Reads a request.
	 * @throws IllegalArgumentException when it has no messages
	 */
	static ChatRequest parse(JsonNode body) {
		JsonNode messages = body.path("messages");
		if (!messages.isArray() || messages.isEmpty()) {
			throw new IllegalArgumentException("'messages' is a required property and must not be empty");
		}
		List<Message> parsed = new ArrayList<>();
		int promptTokens = 0;
		for (JsonNode message : messages) {
			String text = text(message.path("content"));
			parsed.add(new Message(message.path("role").asText(), text));
			promptTokens += MESSAGE_TOKENS + tokens(text) + IMAGE_TOKENS * images(message.path("content"));
		}
		JsonNode tools = body.path("tools");
		if (!tools.isMissingNode()) {
			promptTokens += tokens(tools.toString());
		}
		JsonNode maxTokens = body.hasNonNull("max_completion_tokens") ? body.get("max_completion_tokens")
				: body.path("max_tokens");
		return new ChatRequest(List.copyOf(parsed), tools.isEmpty() ? null : tools.get(0).path("function"),
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

	Message last() {
		return this.messages.get(this.messages.size() - 1);
	}

	long turn() {
		return this.messages.stream().filter((message) -> "user".equals(message.role())).count();
	}

	record Message(String role, String text) {

	}

}
