package dev.switchboard.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of chat completions, as far as a stub speaks it.
 */
final class CompletionJson {

	private static final int PROMPT_TOKENS = 10;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private CompletionJson() {
	}

	static JsonNode read(byte[] request) throws IOException {
		return MAPPER.readTree(request);
	}

	static boolean isStream(JsonNode request) {
		return request.path("stream").asBoolean();
	}

	static String error(String code, String message) {
		return "{\"error\":{\"code\":%s,\"message\":%s}}".formatted(quote(code), quote(message));
	}

	static String completion(String text, JsonNode request) {
		String choice = """
				{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}"""
			.formatted(quote(text));
		return object("chat.completion", choice, request, usage(text));
	}

	/**
	 * The events of a streamed answer: the role, each word, the finish reason, the usage
	 * if it is asked for, and the end.
	 * @param text the answer
	 * @param request the request
	 * @return the data of each event
	 */
	static List<String> events(String text, JsonNode request) {
		List<String> events = new ArrayList<>();
		events.add(chunk("{\"role\":\"assistant\",\"content\":\"\"}", null, request));
		for (String word : words(text)) {
			events.add(chunk("{\"content\":" + quote(word) + "}", null, request));
		}
		events.add(chunk("{}", "stop", request));
		if (request.path("stream_options").path("include_usage").asBoolean()) {
			events.add(object("chat.completion.chunk", "", request, usage(text)));
		}
		events.add("[DONE]");
		return events;
	}

	private static String chunk(String delta, @Nullable String finishReason, JsonNode request) {
		String choice = """
				{"index":0,"delta":%s,"finish_reason":%s}""".formatted(delta, quote(finishReason));
		return object("chat.completion.chunk", choice, request, "null");
	}

	private static String object(String type, String choice, JsonNode request, String usage) {
		return """
				{"id":"chatcmpl-stub","object":%s,"created":1760000000,"model":%s,"choices":[%s],"usage":%s}"""
			.formatted(quote(type), quote(request.path("model").asText("stub")), choice, usage);
	}

	private static String usage(String text) {
		int words = words(text).length;
		return """
				{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d}""".formatted(PROMPT_TOKENS, words,
				PROMPT_TOKENS + words);
	}

	/** Each with the space behind it, so that they add up to the text. */
	private static String[] words(String text) {
		return text.split("(?<=\\s)(?=\\S)");
	}

	private static String quote(@Nullable String text) {
		try {
			return MAPPER.writeValueAsString(text);
		}
		catch (JsonProcessingException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
