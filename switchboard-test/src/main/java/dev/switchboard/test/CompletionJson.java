package dev.switchboard.test;

import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * Writes chat completions, in one piece or as the events of a stream, the way Azure
 * OpenAI and OpenAI do.
 *
 * @param id the id that all chunks of a completion share
 * @param model the model that answers, with its version
 * @param created when the completion was made, in seconds since 1970
 * @since 0.1.0
 */
public record CompletionJson(String id, String model, long created) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/**
	 * Writes a completion.
	 * @param message the message, in JSON
	 * @param finishReason the finish reason
	 * @param promptTokens tokens of the prompt
	 * @param completionTokens tokens of the completion
	 * @return the body
	 */
	public String completion(String message, String finishReason, int promptTokens, int completionTokens) {
		return """
				{"id":%s,"object":"chat.completion","created":%d,"model":%s,\
				"system_fingerprint":"fp_1","prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}],\
				"choices":[{"index":0,"logprobs":null,"finish_reason":%s,"content_filter_results":{},"message":%s}],\
				"usage":%s}""".formatted(quote(this.id), this.created, quote(this.model), quote(finishReason), message,
				usageObject(promptTokens, completionTokens, 0));
	}

	/**
	 * Writes a message that consists of text.
	 * @param content the text
	 * @return the message, in JSON
	 */
	public static String text(String content) {
		return "{\"role\":\"assistant\",\"content\":" + quote(content) + ",\"refusal\":null}";
	}

	/**
	 * Writes a message that calls a tool.
	 * @param name the name of the tool
	 * @param arguments its arguments, in JSON
	 * @return the message, in JSON
	 */
	public static String toolCall(String name, String arguments) {
		return """
				{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_1","type":"function",\
				"function":{"name":%s,"arguments":%s}}]}""".formatted(quote(name), quote(arguments));
	}

	/**
	 * Writes the event that Azure begins a stream with: no choice, results of the filter.
	 * @return the data of the event
	 */
	public static String promptFilter() {
		return """
				{"id":"","object":"","created":0,"model":"","choices":[],\
				"prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]}""";
	}

	/**
	 * Writes the event that names the role.
	 * @return the data of the event
	 */
	public String role() {
		return choice("{\"role\":\"assistant\",\"content\":\"\"}", null);
	}

	/**
	 * Writes an event with a piece of text.
	 * @param content the text
	 * @return the data of the event
	 */
	public String delta(String content) {
		return choice("{\"content\":" + quote(content) + "}", null);
	}

	/**
	 * Writes an event that begins a tool call.
	 * @param name the name of the tool
	 * @return the data of the event
	 */
	public String toolCallStart(String name) {
		return choice("""
				{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_1","type":"function",\
				"function":{"name":%s,"arguments":""}}]}""".formatted(quote(name)), null);
	}

	/**
	 * Writes an event that continues a tool call.
	 * @param arguments a piece of the arguments
	 * @return the data of the event
	 */
	public String toolCallArguments(String arguments) {
		return choice("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":" + quote(arguments) + "}}]}", null);
	}

	/**
	 * Writes the event with the finish reason.
	 * @param reason the reason
	 * @return the data of the event
	 */
	public String finish(String reason) {
		return choice("{}", reason);
	}

	/**
	 * Writes the event with the usage.
	 * @param promptTokens tokens of the prompt
	 * @param completionTokens tokens of the completion
	 * @param cachedTokens tokens of the prompt that came from the cache
	 * @return the data of the event
	 */
	public String usage(int promptTokens, int completionTokens, int cachedTokens) {
		return chunk("", ",\"usage\":" + usageObject(promptTokens, completionTokens, cachedTokens));
	}

	/**
	 * Writes an error, as a body or as an event.
	 * @param code the code
	 * @param message the message
	 * @return the JSON
	 */
	public static String error(String code, String message) {
		return "{\"error\":{\"code\":" + quote(code) + ",\"message\":" + quote(message) + "}}";
	}

	static String object(String field, String value) {
		return "{" + quote(field) + ":" + quote(value) + "}";
	}

	private String choice(String delta, @Nullable String finishReason) {
		return chunk("""
				{"index":0,"delta":%s,"logprobs":null,"finish_reason":%s,"content_filter_results":{}}"""
			.formatted(delta, quote(finishReason)), "");
	}

	private String chunk(String choice, String usage) {
		return """
				{"id":%s,"object":"chat.completion.chunk","created":%d,"model":%s,"system_fingerprint":"fp_1",\
				"choices":[%s]%s}""".formatted(quote(this.id), this.created, quote(this.model), choice, usage);
	}

	private static String usageObject(int promptTokens, int completionTokens, int cachedTokens) {
		return """
				{"prompt_tokens":%d,"completion_tokens":%d,"total_tokens":%d,\
				"prompt_tokens_details":{"audio_tokens":0,"cached_tokens":%d},\
				"completion_tokens_details":{"audio_tokens":0,"reasoning_tokens":0}}""".formatted(promptTokens,
				completionTokens, promptTokens + completionTokens, cachedTokens);
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
