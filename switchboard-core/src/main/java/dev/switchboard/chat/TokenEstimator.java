package dev.switchboard.chat;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * Estimates the input tokens of a prompt, before it is sent. The expected completion is
 * added by the switchboard, which learns it per model.
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
