package dev.switchboard.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.chat.InvalidResponseException;

/**
 * Completions, and chunks of them, in the form that client libraries can read: with the
 * fields that libraries take for granted, and without those that they cannot read and do
 * not need.
 */
final class ClientJson {

	private static final List<String> ESSENTIAL = List.of("id", "object", "created", "model");

	private static final List<String> OF_CHOICES = List.of("index", "finish_reason");

	private static final List<String> OF_MESSAGES = List.of("role", "content", "refusal", "tool_calls");

	private static final List<String> OF_USAGE = List.of("prompt_tokens", "completion_tokens", "total_tokens");

	private ClientJson() {
	}

	/** A completion or chunk without its choices and its usage. */
	static ObjectNode envelope(ObjectNode json) {
		ObjectNode envelope = JsonNodeFactory.instance.objectNode();
		envelope.setAll(json);
		envelope.remove(List.of("choices", "usage"));
		envelope.put("id", json.path("id").asText("")).put("created", json.path("created").asLong());
		return envelope;
	}

	/**
	 * The choices of a completion or chunk.
	 * @return an array, empty when there are none
	 * @throws InvalidResponseException if they are anything else
	 */
	static JsonNode choices(ObjectNode json) {
		JsonNode choices = json.path("choices");
		if (choices.isArray()) {
			return choices;
		}
		if (choices.isNull() || choices.isMissingNode()) {
			return JsonNodeFactory.instance.arrayNode();
		}
		throw new InvalidResponseException(
				"The response was a success, but its choices are a JSON " + choices.getNodeType() + ", not an array",
				null);
	}

	/**
	 * Makes sure that a client library can read what it gets.
	 * @param json a completion or a chunk
	 * @param check reads it as the library does
	 * @return the JSON, or only what matters of it, when an annotation or another detail
	 * is what the library stumbles over
	 * @throws InvalidResponseException if the library can read neither
	 */
	static byte[] readable(ObjectNode json, JsonCheck check) {
		byte[] complete = bytes(json);
		if (isReadable(complete, check)) {
			return complete;
		}
		byte[] bare = bytes(essentials(json));
		if (isReadable(bare, check)) {
			return bare;
		}
		throw new InvalidResponseException("The response was a success, but its JSON is no chat completion", null);
	}

	private static byte[] bytes(JsonNode json) {
		return json.toString().getBytes(StandardCharsets.UTF_8);
	}

	private static boolean isReadable(byte[] json, JsonCheck check) {
		try {
			check.check(json);
			return true;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
	}

	private static ObjectNode essentials(ObjectNode json) {
		ObjectNode essentials = only(json, ESSENTIAL);
		ArrayNode choices = essentials.putArray("choices");
		for (JsonNode choice : json.path("choices")) {
			ObjectNode said = only(choice, OF_CHOICES);
			for (String field : List.of("message", "delta")) {
				if (choice.path(field).isObject()) {
					said.set(field, only(choice.path(field), OF_MESSAGES));
				}
			}
			choices.add(said);
		}
		if (json.path("usage").isObject()) {
			ObjectNode usage = essentials.putObject("usage");
			OF_USAGE.forEach((field) -> usage.put(field, json.path("usage").path(field).asInt()));
		}
		return essentials;
	}

	private static ObjectNode only(JsonNode json, List<String> fields) {
		ObjectNode only = JsonNodeFactory.instance.objectNode();
		for (String field : fields) {
			if (json.has(field)) {
				only.set(field, json.get(field));
			}
		}
		return only;
	}

}
