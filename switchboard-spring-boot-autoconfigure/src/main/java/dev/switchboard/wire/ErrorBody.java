package dev.switchboard.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * What a service says about an error, in the body of a response or in an event of a
 * stream. Read leniently: nested in {@code error} or not, with numbers for texts, or not
 * JSON at all. For classification only, never logged.
 *
 * @param code the code or, without one, the type of the error; {@code null} when there is
 * neither
 * @param message the message, or {@code null}
 * @since 0.1.0
 */
public record ErrorBody(@Nullable String code, @Nullable String message) {

	private static final ErrorBody NONE = new ErrorBody(null, null);

	private static final JsonMapper MAPPER = new JsonMapper();

	/**
	 * Reads a body.
	 * @param body the body of a response, in UTF-8
	 * @return what it says; without code and message when it cannot be read
	 */
	public static ErrorBody parse(byte[] body) {
		try {
			return of(MAPPER.readTree(body));
		}
		catch (IOException ex) {
			return new ErrorBody(null, new String(body, StandardCharsets.UTF_8));
		}
	}

	/**
	 * Reads a body.
	 * @param json the body as JSON, or an event of a stream
	 * @return what it says
	 */
	public static ErrorBody of(@Nullable JsonNode json) {
		if (json == null) {
			return NONE;
		}
		JsonNode error = json.hasNonNull("error") ? json.get("error") : json;
		if (error.isValueNode()) {
			return new ErrorBody(null, error.asText());
		}
		String code = text(error, "code");
		if (code == null) {
			code = text(error, "statusCode");
		}
		if (code == null) {
			code = text(error, "type");
		}
		return new ErrorBody(code, text(error, "message"));
	}

	/**
	 * Tells an event that is an error from a chunk.
	 * @param json the event
	 * @return whether it holds an error, or says that it is one
	 */
	static boolean isError(JsonNode json) {
		return MessageJson.isFilled(json.path("error")) || "error".equals(json.path("object").asText())
				|| "error".equals(json.path("type").asText());
	}

	private static @Nullable String text(JsonNode node, String field) {
		JsonNode value = node.path(field);
		return (value.isTextual() || value.isNumber()) ? value.asText() : null;
	}

	/**
	 * The status that a response with this error would have had, for errors that come
	 * after a status of 200, as an event in a stream.
	 * @return a status of 400 and above; 500 when the error does not tell
	 */
	public int status() {
		String text = (this.code != null) ? this.code.toLowerCase(Locale.ROOT) : "";
		if (text.matches("[45]\\d\\d")) {
			return Integer.parseInt(text);
		}
		return switch (text) {
			case "rate_limit_exceeded", "ratelimitreached", "too_many_requests", "toomanyrequests",
					"insufficient_quota" ->
				429;
			case "content_filter", "context_length_exceeded", "invalid_request_error", "badrequest",
					"operationnotsupported" ->
				400;
			case "invalid_api_key", "unauthorized", "authentication_error" -> 401;
			case "permission_denied", "forbidden", "permission_error" -> 403;
			case "deploymentnotfound", "model_not_found", "not_found_error" -> 404;
			case "service_unavailable", "serviceunavailable", "overloaded_error", "engine_overloaded" -> 503;
			case "timeout", "requesttimeout" -> 408;
			default -> 500;
		};
	}

}
