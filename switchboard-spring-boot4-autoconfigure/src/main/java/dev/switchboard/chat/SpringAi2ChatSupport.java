package dev.switchboard.chat;

import java.util.List;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The chat model on Spring AI 2.0, where {@code ChatClient} runs tools: every round is a
 * call of its own.
 *
 * @since 0.1.0
 */
public final class SpringAi2ChatSupport implements ChatSupport {

	@Override
	public ChatOptions neutralOptions() {
		return SwitchboardChatOptions.builder().build();
	}

	@Override
	public ChatOptions withSession(@Nullable ChatOptions options, String sessionId) {
		if (options instanceof SwitchboardChatOptions own) {
			return own.mutate().sessionId(sessionId).build();
		}
		if (options instanceof ToolCallingChatOptions tooled) {
			return tooled.mutate().toolContext(DefaultSessionIdResolver.KEY, sessionId).build();
		}
		SwitchboardChatOptionsBuilder builder = SwitchboardChatOptions.builder();
		return ((options != null) ? builder.combineWith(options.mutate()) : builder).sessionId(sessionId).build();
	}

	@Override
	public List<ToolDefinition> toolDefinitions(@Nullable ChatOptions options) {
		return callbacks(options).stream().map(ToolCallback::getToolDefinition).toList();
	}

	private static List<ToolCallback> callbacks(@Nullable ChatOptions options) {
		return (options instanceof ToolCallingChatOptions tooled && tooled.getToolCallbacks() != null)
				? tooled.getToolCallbacks() : List.of();
	}

	@Override
	public void check(Prompt prompt) {
		ToolCallingChatOptions.validateToolCallbacks(callbacks(prompt.getOptions()));
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
