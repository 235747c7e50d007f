package dev.switchboard.wire;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.switchboard.InvalidResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a successful response is a JSON object before a client library sees it:
 * libraries turn an empty body into an empty answer, and log or quote a body that they
 * cannot parse.
 *
 * @since 0.1.0
 */
public final class ResponseJson {

	private static final JsonMapper MAPPER = JsonMapper.builder()
		// log probabilities written by Python: -Infinity
		.enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
		.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
		.build();

	private ResponseJson() {
	}

	/**
	 * Tells a JSON object from everything else.
	 * @param body the body of a response
	 * @return whether the body is a JSON object
	 */
	public static boolean isObject(byte[] body) {
		try {
			object(body);
			return true;
		}
		catch (InvalidResponseException ex) {
			return false;
		}
	}

	/**
	 * Reads a body, or an event of a stream, that must be a JSON object.
	 * @param body the body
	 * @return the object
	 * @throws InvalidResponseException if it is anything else; without any of the content
	 */
	static JsonNode object(byte[] body) {
		JsonNode node = parse(body);
		if (node == null || node.isMissingNode()) {
			throw new InvalidResponseException("The response was a success with an empty body", null);
		}
		if (!node.isObject()) {
			throw new InvalidResponseException(
					"The response was a success, but its body is a JSON " + node.getNodeType() + ", not an object",
					null);
		}
		return node;
	}

	private static @Nullable JsonNode parse(byte[] body) {
		try {
			return MAPPER.readTree(body);
		}
		catch (JsonProcessingException ex) {
			throw new InvalidResponseException("The response was a success, but its body is not JSON",
					withoutContent(ex));
		}
		catch (IOException ex) {
			throw new InvalidResponseException("The response was a success, but its body is not readable", null);
		}
	}

	// Jackson quotes the token that it cannot read, which is part of the model's answer.
	private static JsonParseException withoutContent(JsonProcessingException ex) {
		JsonLocation at = ex.getLocation();
		String where = (at != null) ? " at line " + at.getLineNr() + ", column " + at.getColumnNr() : "";
		JsonParseException clean = new JsonParseException(null, "Unexpected content" + where);
		clean.setStackTrace(ex.getStackTrace());
		return clean;
	}

}
