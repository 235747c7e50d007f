package dev.switchboard.chat;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The parts of the chat model that differ between generations of Spring AI: how options
 * are created and who runs tools. Each generation has one implementation.
 *
 * @since 0.1.0
 */
public interface ChatSupport {

	/**
	 * Options with nothing set.
	 * @return new options
	 */
	ChatOptions neutralOptions();

	/**
	 * Adds a session id to options.
	 * @param options the options, which stay as they are, or {@code null}
	 * @param sessionId the session id
	 * @return a copy with the session id
	 */
	ChatOptions withSession(@Nullable ChatOptions options, String sessionId);

	/**
	 * The definitions of all tools that a request offers to the model.
	 * @param options the options of the prompt, or {@code null}
	 * @return the definitions, may be empty
	 */
	List<ToolDefinition> toolDefinitions(@Nullable ChatOptions options);

	/**
	 * Rejects a prompt with two tools of the same name.
	 * @param prompt the prompt
	 * @throws IllegalStateException when two tools have the same name
	 */
	void check(Prompt prompt);

	/**
	 * Runs the rounds of a call, and the tools between them.
	 * @param prompt the prompt of the first round
	 * @param rounds runs a round
	 * @return the response for the caller
	 */
	ChatResponse call(Prompt prompt, ChatRounds rounds);

	/**
	 * Runs the rounds of a stream, and the tools between them.
	 * @param prompt the prompt of the first round
	 * @param rounds runs a round
	 * @return the chunks for the caller
	 */
	Flux<ChatResponse> stream(Prompt prompt, ChatRounds rounds);

}
