package dev.switchboard.wire;

import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a choice ended, in the terms of OpenAI's API. Compatible services add
 * terms that client libraries refuse to read.
 */
final class FinishReason {

	static final String STOP = "stop";

	static final String TOOL_CALLS = "tool_calls";

	private static final String LENGTH = "length";

	private static final String CONTENT_FILTER = "content_filter";

	private FinishReason() {
	}

	/** The finish reason of a choice, or {@code null} when the choice goes on. */
	static @Nullable String of(JsonNode choice) {
		String reason = word(choice);
		return switch (reason) {
			// the text "null" comes from libraries that print an absent value
			case "", "null" -> null;
			case STOP, LENGTH, TOOL_CALLS, CONTENT_FILTER -> reason;
			case "tool_call", "tool_use", "function_call" -> TOOL_CALLS;
			case "max_tokens", "max_output_tokens", "max_length", "model_length" -> LENGTH;
			case "content_filtered", "safety", "recitation", "blocklist", "prohibited_content", "sensitive" ->
				CONTENT_FILTER;
			// end of sequence, end of turn, a stop sequence
			default -> STOP;
		};
	}

	/** Whether a choice ended because the service failed: its text is incomplete. */
	static boolean isFailure(JsonNode choice) {
		return switch (word(choice)) {
			case "error", "abort", "aborted", "cancelled", "network_error", "insufficient_system_resource" -> true;
			default -> false;
		};
	}

	private static String word(JsonNode choice) {
		return choice.path("finish_reason").asText("").trim().toLowerCase(Locale.ROOT);
	}

}
