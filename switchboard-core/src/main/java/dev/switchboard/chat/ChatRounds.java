package dev.switchboard.chat;

import java.util.List;

import dev.switchboard.failover.Quietly;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The rounds of one call or stream. Each is routed, counted and may fail over.
 *
 * @since 0.1.0
 */
public interface ChatRounds {

	/**
	 * Runs a round on this thread.
	 * @param prompt the prompt
	 * @return the response
	 */
	ChatResponse call(Prompt prompt);

	/**
	 * Runs a round as a stream. A response that asks for tools is collected from its
	 * chunks, and none of its tool calls reaches the caller before it is complete.
	 * @param prompt the prompt
	 * @param toolCalls answers the response that asks for tools
	 * @return the chunks
	 */
	Flux<ChatResponse> stream(Prompt prompt, ToolCalls toolCalls);

	/**
	 * Runs a round as a stream. Tool calls go to the caller as they arrive.
	 * @param prompt the prompt
	 * @return the chunks
	 */
	Flux<ChatResponse> stream(Prompt prompt);

	/**
	 * The response that ends the call with other content, that of tools.
	 * @param response the response of the last round
	 * @param generations the content
	 * @return the response, with the usage of all rounds
	 */
	ChatResponse last(ChatResponse response, List<Generation> generations);

	/**
	 * Restores the caller's thread-locals on this thread and makes the observation of the
	 * call current.
	 * @return the scope; closing it never throws
	 */
	Quietly.Scope openScope();

	/** Answers a streamed response that asks for tools. */
	@FunctionalInterface
	interface ToolCalls {

		/**
		 * Answers the response.
		 * @param asking the complete response that asks for tools
		 * @return what follows in its place, or {@code null} to pass it on to the caller
		 */
		@Nullable Flux<ChatResponse> answer(ChatResponse asking);

	}

}
