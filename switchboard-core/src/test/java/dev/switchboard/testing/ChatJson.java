package dev.switchboard.testing;

import org.jspecify.annotations.Nullable;

/**
 * Bodies and events as Azure OpenAI and OpenAI send them.
 */
public final class ChatJson {

	private static final String CHUNK = """
			{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1760000000,"model":"gpt-4o-mini-2024-07-18",\
			"system_fingerprint":"fp_1","choices":[%s]}""";

	private ChatJson() {
	}

	/**
	 * A completion of 10 prompt and 5 completion tokens.
	 * @param content its text
	 * @return the body
	 */
	public static String completion(String content) {
		return completion("{\"role\":\"assistant\",\"content\":" + quote(content) + "}", "stop", 10, 5);
	}

	/**
	 * A completion.
	 * @param message the message, in JSON
	 * @param finishReason the finish reason
	 * @param promptTokens prompt tokens
	 * @param completionTokens completion tokens
	 * @return the body
	 */
	public static String completion(String message, String finishReason, int promptTokens, int completionTokens) {
		return """
				{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18",\
				"system_fingerprint":"fp_1","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}],\
				"choices":[{"index":0,"logprobs":null,"finish_reason":"%s","content_filter_results":{},"message":%s}],\
				"usage":%s}""".formatted(finishReason, message, usageObject(promptTokens, completionTokens, 0));
	}

	/**
	 * A completion that calls a tool.
	 * @param name the tool
	 * @param arguments its arguments, in JSON
	 * @return the body
	 */
	public static String toolCall(String name, String arguments) {
		return completion("""
				{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",\
				"function":{"name":%s,"arguments":%s}}]}""".formatted(quote(name), quote(arguments)), "tool_calls", 10,
				5);
	}

	/**
	 * The event Azure begins a stream with: no choices, results of the prompt's filter.
	 * @return the event's data
	 */
	public static String promptFilter() {
		return """
				{"id":"","object":"","created":0,"model":"","choices":[],\
				"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}""";
	}

	/**
	 * The event that names the role.
	 * @return the event's data
	 */
	public static String role() {
		return choice("{\"role\":\"assistant\",\"content\":\"\"}", null);
	}

	/**
	 * An event with a piece of text.
	 * @param content the text
	 * @return the event's data
	 */
	public static String delta(String content) {
		return choice("{\"content\":" + quote(content) + "}", null);
	}

	/**
	 * An event that begins a tool call.
	 * @param name the tool
	 * @return the event's data
	 */
	public static String toolCallStart(String name) {
		return choice(
				"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
						+ "\"type\":\"function\",\"function\":{\"name\":" + quote(name) + ",\"arguments\":\"\"}}]}",
				null);
	}

	/**
	 * An event that continues a tool call.
	 * @param arguments a piece of the arguments
	 * @return the event's data
	 */
	public static String toolCallArguments(String arguments) {
		return choice("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quote(arguments) + "}}]}", null);
	}

	/**
	 * The event with the finish reason.
	 * @param reason the reason
	 * @return the event's data
	 */
	public static String finish(String reason) {
		return choice("{}", reason);
	}

	/**
	 * The event with the usage.
	 * @param promptTokens prompt tokens
	 * @param completionTokens completion tokens
	 * @return the event's data
	 */
	public static String usage(int promptTokens, int completionTokens) {
		return usage(promptTokens, completionTokens, 0);
	}

	/**
	 * The event with the usage.
	 * @param promptTokens prompt tokens
	 * @param completionTokens completion tokens
	 * @param cachedTokens prompt tokens that came from the cache
	 * @return the event's data
	 */
	public static String usage(int promptTokens, int completionTokens, int cachedTokens) {
		String chunk = CHUNK.formatted("");
		return chunk.substring(0, chunk.length() - 1) + ",\"usage\":"
				+ usageObject(promptTokens, completionTokens, cachedTokens) + "}";
	}

	/**
	 * An error as body or event.
	 * @param code the code
	 * @param message the message
	 * @return the JSON
	 */
	public static String error(String code, String message) {
		return "{\"error\":{\"code\":" + quote(code) + ",\"message\":" + quote(message) + "}}";
	}

	private static String choice(String delta, @Nullable String finishReason) {
		String reason = (finishReason != null) ? "\"" + finishReason + "\"" : "null";
		return CHUNK.formatted("{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + reason
				+ ",\"content_filter_results\":{}}");
	}

	private static String usageObject(int promptTokens, int completionTokens, int cachedTokens) {
		return """
				{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
				"prompt_tokens_details":{"cached_tokens":%d},"completion_tokens_details":{"reasoning_tokens":0}}"""
			.formatted(promptTokens, completionTokens, promptTokens + completionTokens, cachedTokens);
	}

	private static String quote(String text) {
		return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
	}

}
