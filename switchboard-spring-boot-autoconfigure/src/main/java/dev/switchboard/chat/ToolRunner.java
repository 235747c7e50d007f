package dev.switchboard.chat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.failover.Quietly;
import io.micrometer.context.ContextSnapshot;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;

/**
 * Runs the tools that a model asks for, between two rounds. They run here and not in the
 * delegate, so that every round is routed by itself and no tool runs twice because of a
 * failover.
 */
final class ToolRunner {

	private final ToolCallingManager manager;

	private final ToolExecutionEligibilityPredicate eligibility;

	ToolRunner(ToolCallingManager manager, ToolExecutionEligibilityPredicate eligibility) {
		this.manager = manager;
		this.eligibility = eligibility;
	}

	/**
	 * Refuses a prompt whose tools cannot be told apart.
	 * @throws IllegalStateException when two have the same name
	 */
	void check(Prompt prompt) {
		ToolCallingChatOptions.validateToolCallbacks(CallerOptions.of(prompt.getOptions()).toolCallbacks());
	}

	/** Whether tool calls in answers to this prompt are for the switchboard. */
	boolean isEnabled(Prompt prompt) {
		return prompt.getOptions() == null
				|| ToolCallingChatOptions.isInternalToolExecutionEnabled(prompt.getOptions());
	}

	/**
	 * Whether an answer asks for tools that the switchboard is to run. An answer that
	 * asks for none is none of the predicate's business: it is there and stays.
	 */
	boolean isWanted(Prompt prompt, ChatResponse response) {
		return response.hasToolCalls() && this.eligibility.isToolExecutionRequired(optionsOf(prompt), response);
	}

	/** Runs the tools on this thread. */
	ToolExecutionResult run(Prompt prompt, ChatResponse asking) {
		return this.manager.executeToolCalls(withoutSession(prompt), asking);
	}

	/** Runs the tools of a stream on this thread, with the subscriber's context. */
	ToolExecutionResult run(ChatCall call, Prompt prompt, ChatResponse asking, ContextSnapshot context,
			ContextView reactorContext) {
		try (Quietly.Scope restored = Quietly.closing(context.setThreadLocals());
				Quietly.Scope current = call.observation().openScope()) {
			ToolCallReactiveContextHolder.setContext(reactorContext);
			return run(prompt, asking);
		}
		finally {
			ToolCallReactiveContextHolder.clearContext();
		}
	}

	/** Tools do not see the session id; the caller's options stay as they are. */
	private static Prompt withoutSession(Prompt prompt) {
		ChatOptions options = prompt.getOptions();
		if (options instanceof ToolCallingChatOptions tooled && hasSession(tooled.getToolContext())) {
			Map<String, Object> context = new HashMap<>(tooled.getToolContext());
			context.remove(DefaultSessionIdResolver.KEY);
			ToolCallingChatOptions copy = tooled.copy();
			copy.setToolContext(context);
			return new Prompt(prompt.getInstructions(), copy);
		}
		if (options instanceof ToolCallingChatOptions tooled
				&& (tooled.getToolCallbacks() == null || tooled.getToolNames() == null)) {
			return new Prompt(prompt.getInstructions(), withoutNulls(tooled));
		}
		return (options != null) ? prompt : new Prompt(prompt.getInstructions(), optionsOf(prompt));
	}

	// the manager takes the collections for granted
	private static ChatOptions withoutNulls(ToolCallingChatOptions tooled) {
		CallerOptions caller = CallerOptions.of(tooled);
		return ToolCallingChatOptions.builder()
			.toolCallbacks(caller.toolCallbacks())
			.toolNames(caller.toolNames())
			.toolContext(Objects.requireNonNullElse(tooled.getToolContext(), Map.of()))
			.build();
	}

	private static boolean hasSession(@Nullable Map<String, Object> context) {
		return context != null && context.containsKey(DefaultSessionIdResolver.KEY);
	}

	private static ChatOptions optionsOf(Prompt prompt) {
		return (prompt.getOptions() != null) ? prompt.getOptions() : SwitchboardChatOptions.builder().build();
	}

}
