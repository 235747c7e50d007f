package dev.switchboard.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.InvalidResponseException;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Half of a surrogate pair, as in a chunk that ends within a character, survives only
	 * as an escape.
	 */
	private static final JsonMapper ASCII = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private ClientJson() {
	}

	/** A completion or chunk, which is no error, without its choices and its usage. */
	static ObjectNode envelope(ObjectNode json) {
		ObjectNode envelope = JsonNodeFactory.instance.objectNode();
		envelope.setAll(json);
		envelope.remove(List.of("choices", "usage", "error"));
		envelope.put("id", json.path("id").asText(""))
			.put("created", json.path("created").asLong())
			.put("model", json.path("model").asText(""));
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
	 * The usage of a completion or chunk: no figure is below 0 or above what an
	 * {@code int} holds, and there is always a total.
	 * @return {@code null} when there is none
	 */
	static @Nullable ObjectNode usage(ObjectNode json) {
		if (!json.path("usage").isObject()) {
			return null;
		}
		ObjectNode usage = bounded(json.get("usage"));
		int prompt = tokens(usage.path("prompt_tokens"));
		int completion = tokens(usage.path("completion_tokens"));
		int total = tokens(usage.path("total_tokens"));
		return usage.put("prompt_tokens", prompt)
			.put("completion_tokens", completion)
			.put("total_tokens", (total > 0) ? total : (int) Math.min(Integer.MAX_VALUE, (long) prompt + completion));
	}

	/** Bounds the details, too. */
	private static ObjectNode bounded(JsonNode usage) {
		ObjectNode bounded = JsonNodeFactory.instance.objectNode();
		usage.properties().forEach((field) -> {
			JsonNode value = field.getValue();
			if (value.isObject()) {
				value = bounded(value);
			}
			else if (value.isIntegralNumber()) {
				value = IntNode.valueOf(tokens(value));
			}
			bounded.set(field.getKey(), value);
		});
		return bounded;
	}

	private static int tokens(JsonNode value) {
		// the cast saturates at the bounds of int and turns NaN into 0
		return (int) Math.max(0, value.asDouble());
	}

	/**
	 * Makes sure that a client library can read a completion or chunk.
	 * @param json a completion or a chunk
	 * @param check reads it as the library does
	 * @return the JSON, reduced to its essential fields if the library cannot read
	 * another one
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
		throw new InvalidResponseException("The response was a success, but its JSON is not a chat completion", null);
	}

	private static byte[] bytes(JsonNode json) {
		try {
			return ASCII.writeValueAsBytes(json);
		}
		catch (JsonProcessingException ex) {
			throw new UncheckedIOException(ex);
		}
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
			essentials.set("usage", only(json.path("usage"), OF_USAGE));
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
