package dev.switchboard.tools;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.switchboard.chat.ChatRounds;
import dev.switchboard.chat.ChatSupport;
import dev.switchboard.chat.DefaultSessionIdResolver;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.chat.SwitchboardChatOptionsBuilder;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.DefaultToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The chat model on Spring AI 1.1, whose chat models run tools themselves.
 *
 * @since 0.1.0
 */
public final class SpringAi1ChatSupport implements ChatSupport {

	private final ToolRunner tools;

	/** Creates the support with Spring AI's own tool calling. */
	public SpringAi1ChatSupport() {
		this(ToolCallingManager.builder().build(), new DefaultToolExecutionEligibilityPredicate());
	}

	/**
	 * Creates the support.
	 * @param manager resolves and runs tools
	 * @param eligibility whether the tool calls of an answer are run
	 */
	public SpringAi1ChatSupport(ToolCallingManager manager, ToolExecutionEligibilityPredicate eligibility) {
		this.tools = new ToolRunner(manager, eligibility);
	}

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
			Map<String, Object> context = new HashMap<>();
			if (tooled.getToolContext() != null) {
				context.putAll(tooled.getToolContext());
			}
			context.put(DefaultSessionIdResolver.KEY, sessionId);
			ToolCallingChatOptions copy = tooled.copy();
			copy.setToolContext(context);
			return copy;
		}
		return portable(options).sessionId(sessionId).build();
	}

	/** Copies the portable options, whatever their class. */
	private static SwitchboardChatOptionsBuilder portable(@Nullable ChatOptions options) {
		SwitchboardChatOptionsBuilder builder = SwitchboardChatOptions.builder();
		return (options != null) ? builder.model(options.getModel())
			.frequencyPenalty(options.getFrequencyPenalty())
			.maxTokens(options.getMaxTokens())
			.presencePenalty(options.getPresencePenalty())
			.stopSequences(options.getStopSequences())
			.temperature(options.getTemperature())
			.topK(options.getTopK())
			.topP(options.getTopP()) : builder;
	}

	@Override
	public List<ToolDefinition> toolDefinitions(@Nullable ChatOptions options) {
		CallerTools tools = CallerTools.of(options);
		return tools.isEmpty() ? List.of() : this.tools.manager()
			.resolveToolDefinitions(
					ToolCallingChatOptions.builder().toolCallbacks(tools.callbacks()).toolNames(tools.names()).build());
	}

	@Override
	public void check(Prompt prompt) {
		ToolCallingChatOptions.validateToolCallbacks(CallerTools.of(prompt.getOptions()).callbacks());
	}

	@Override
	public ChatResponse call(Prompt prompt, ChatRounds rounds) {
		return new BlockingToolLoop(this.tools).call(prompt, rounds);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, ChatRounds rounds) {
		return new StreamedToolLoop(this.tools).stream(prompt, rounds);
	}

}
