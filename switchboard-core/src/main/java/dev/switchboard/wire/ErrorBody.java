package dev.switchboard.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * A service's description of an error, from the body of a response or from an event of a
 * stream. Read leniently: nested in {@code error} or not, with numbers for texts, or not
 * JSON at all. For classification only, never logged.
 *
 * @param code the code or, without one, the type of the error; {@code null} when there is
 * neither
 * @param message the message, or {@code null}
 * @param status the status that a response with this error would have had, for errors
 * that come after a status of 200, as an event in a stream: 400 and above; 500 when the
 * error does not tell
 * @since 0.1.0
 */
public record ErrorBody(@Nullable String code, @Nullable String message, int status) {

	/** An error that says nothing. */
	public static final ErrorBody NONE = new ErrorBody(null, null, 500);

	/** The fields in which services put the kind of an error, the most specific first. */
	private static final List<String> KINDS = List.of("code", "status", "statusCode", "status_code", "type");

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
			return new ErrorBody(null, new String(body, StandardCharsets.UTF_8), NONE.status());
		}
	}

	static ErrorBody of(@Nullable JsonNode json) {
		if (json == null) {
			return NONE;
		}
		JsonNode error = says(json.path("error")) ? json.get("error") : json;
		int status = status(error, json);
		if (error.isValueNode()) {
			return new ErrorBody(null, error.asText(), status);
		}
		String code = text(error, "code");
		if (code == null) {
			code = text(error, "statusCode");
		}
		if (code == null) {
			code = text(error, "type");
		}
		return new ErrorBody(code, text(error, "message"), status);
	}

	/**
	 * Tells whether an event is an error rather than a chunk.
	 * @param json the event
	 * @return whether it holds an error, or says that it is one
	 */
	static boolean isError(JsonNode json) {
		return says(json.path("error")) || "error".equals(json.path("object").asText())
				|| "error".equals(json.path("type").asText());
	}

	/**
	 * Whether the field {@code error}, which some services always send, holds an error.
	 */
	private static boolean says(JsonNode error) {
		if (error.isContainerNode()) {
			return StreamSupport.stream(error.spliterator(), false).anyMatch(ErrorBody::says);
		}
		return switch (error.asText("")) {
			case "", "null", "false", "0" -> false;
			default -> true;
		};
	}

	private static @Nullable String text(JsonNode node, String field) {
		JsonNode value = node.path(field);
		return (value.isTextual() || value.isNumber()) ? value.asText() : null;
	}

	private static int status(JsonNode error, JsonNode around) {
		return Stream.of(error, around)
			.flatMap((node) -> KINDS.stream().map((field) -> text(node, field)))
			.filter(Objects::nonNull)
			.mapToInt(ErrorBody::status)
			.filter((status) -> status != 0)
			.findFirst()
			.orElse(NONE.status());
	}

	/** The status that a code or type stands for; 0 if it is unknown. */
	private static int status(String kind) {
		if (kind.matches("[45]\\d\\d")) {
			return Integer.parseInt(kind);
		}
		// snake case or camel case, with or without "error" at the end
		return switch (kind.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "").replaceFirst("error$", "")) {
			case "ratelimit", "ratelimitexceeded", "ratelimitreached", "toomanyrequests", "insufficientquota",
					"resourceexhausted" ->
				429;
			case "contentfilter", "contextlengthexceeded", "invalidrequest", "badrequest", "operationnotsupported",
					"invalidargument" ->
				400;
			case "invalidapikey", "unauthorized", "authentication", "unauthenticated" -> 401;
			case "permissiondenied", "forbidden", "permission" -> 403;
			case "deploymentnotfound", "modelnotfound", "notfound" -> 404;
			case "serviceunavailable", "overloaded", "engineoverloaded", "unavailable" -> 503;
			case "timeout", "requesttimeout" -> 408;
			default -> 0;
		};
	}

}
