package dev.switchboard.testing;

import java.util.List;

import dev.switchboard.chat.ChatRounds;
import dev.switchboard.chat.ChatSupport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The chat model without tools and without options of its own.
 */
public class PlainChatSupport implements ChatSupport {

	@Override
	public ChatOptions neutralOptions() {
		return ChatOptions.builder().build();
	}

	@Override
	public ChatOptions withSession(@Nullable ChatOptions options, String sessionId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<ToolDefinition> toolDefinitions(@Nullable ChatOptions options) {
		return List.of();
	}

	@Override
	public void check(Prompt prompt) {
	}

	@Override
	public ChatResponse call(Prompt prompt, ChatRounds rounds) {
		return rounds.call(prompt);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, ChatRounds rounds) {
		return rounds.stream(prompt);
	}

}
