package dev.switchboard.chat;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Estimates the input tokens of a prompt, before it is sent. Switchboard adds the
 * expected completion, which it learns per model.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenEstimator {

	/**
	 * Estimates the input tokens: all messages, tool schemas, output schema and images.
	 * Called once per round on the caller's thread, so it must not block.
	 * @param prompt the prompt as it will be sent
	 * @return tokens, not negative
	 */
	long estimate(Prompt prompt);

}
