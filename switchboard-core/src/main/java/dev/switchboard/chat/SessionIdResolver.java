package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Finds the session a prompt belongs to. Prompts of one session stay on one deployment,
 * where the provider's prompt cache is.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface SessionIdResolver {

	/**
	 * Finds the session of a prompt.
	 * @param prompt the prompt as the caller gave it
	 * @return the session id, or {@code null} when the prompt belongs to none
	 */
	@Nullable String resolve(Prompt prompt);

}
