package dev.switchboard.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * The message of a choice, or the delta of one, in the form that every client library can
 * read: with text as content.
 */
final class MessageJson {

	private MessageJson() {
	}

	/**
	 * What a choice says.
	 * @param choice the choice
	 * @param field the field that holds it, in a completion or in a chunk
	 * @param other the field that services use by mistake
	 * @return a copy, or {@code null} when the choice says nothing: an annotation
	 */
	static @Nullable ObjectNode of(JsonNode choice, String field, String other) {
		JsonNode said = choice.path(field).isObject() ? choice.path(field) : choice.path(other);
		if (!said.isObject()) {
			return null;
		}
		ObjectNode message = JsonNodeFactory.instance.objectNode();
		message.setAll((ObjectNode) said);
		if (message.hasNonNull("role")) {
			// only an assistant answers; libraries refuse unknown roles
			message.put("role", "assistant");
		}
		JsonNode content = message.path("content");
		if (!content.isTextual() && !content.isNull() && !content.isMissingNode()) {
			message.put("content", text(content));
		}
		if (message.hasNonNull("refusal") && !message.get("refusal").isTextual()) {
			message.remove("refusal");
		}
		return message;
	}

	/** The text of content that comes in typed parts, thoughts left out. */
	private static String text(JsonNode content) {
		if (content.isValueNode()) {
			return content.asText();
		}
		if (content.isObject()) {
			return content.path("text").asText("");
		}
		StringBuilder text = new StringBuilder();
		for (JsonNode part : content) {
			text.append(text(part));
		}
		return text.toString();
	}

	/** Whether a message holds something for the caller. */
	static boolean speaks(JsonNode message) {
		return isFilled(message.path("content")) || isFilled(message.path("refusal"))
				|| message.path("audio").isObject();
	}

	/** Whether a delta shows that the model thinks. */
	static boolean thinks(JsonNode delta) {
		return isFilled(delta.path("reasoning_content")) || isFilled(delta.path("reasoning"))
				|| isFilled(delta.path("reasoning_details")) || delta.path("content").isContainerNode();
	}

	static boolean isFilled(JsonNode value) {
		return value.isContainerNode() ? !value.isEmpty() : !value.asText("").isEmpty();
	}

}
