package dev.switchboard.testing;

import dev.switchboard.test.CompletionJson;

/**
 * Bodies and events of one completion: short names for {@link CompletionJson}.
 */
public final class ChatJson {

	private static final CompletionJson JSON = new CompletionJson("chatcmpl-1", "gpt-4o-mini-2024-07-18",
			1_760_000_000);

	private ChatJson() {
	}

	/** A completion of 10 prompt and 5 completion tokens. */
	public static String completion(String content) {
		return completion(CompletionJson.text(content), "stop", 10, 5);
	}

	public static String completion(String message, String finishReason, int promptTokens, int completionTokens) {
		return JSON.completion(message, finishReason, promptTokens, completionTokens);
	}

	public static String toolCall(String name, String arguments) {
		return completion(CompletionJson.toolCall(name, arguments), "tool_calls", 10, 5);
	}

	public static String promptFilter() {
		return CompletionJson.promptFilter();
	}

	public static String role() {
		return JSON.role();
	}

	public static String delta(String content) {
		return JSON.delta(content);
	}

	public static String toolCallStart(String name) {
		return JSON.toolCallStart(name);
	}

	public static String toolCallArguments(String arguments) {
		return JSON.toolCallArguments(arguments);
	}

	public static String finish(String reason) {
		return JSON.finish(reason);
	}

	public static String usage(int promptTokens, int completionTokens) {
		return usage(promptTokens, completionTokens, 0);
	}

	public static String usage(int promptTokens, int completionTokens, int cachedTokens) {
		return JSON.usage(promptTokens, completionTokens, cachedTokens);
	}

	public static String error(String code, String message) {
		return CompletionJson.error(code, message);
	}

}
