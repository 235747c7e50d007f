package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;

/**
 * Tells usage that the service reported from the zeros that clients fill in.
 */
final class UsageFigures {

	private UsageFigures() {
	}

	/** The usage of a response, or {@code null} when the service did not report it. */
	static @Nullable Usage reported(ChatResponse response) {
		Usage usage = (response.getMetadata() != null) ? response.getMetadata().getUsage() : null;
		boolean empty = usage == null || (isZero(usage.getPromptTokens()) && isZero(usage.getCompletionTokens()));
		return empty ? null : usage;
	}

	private static boolean isZero(@Nullable Integer tokens) {
		return tokens == null || tokens == 0;
	}

}
