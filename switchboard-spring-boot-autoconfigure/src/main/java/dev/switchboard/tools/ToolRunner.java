package dev.switchboard.tools;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.chat.DefaultSessionIdResolver;
import dev.switchboard.chat.SwitchboardChatOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolExecutionResult;

/**
 * Decides whether the switchboard runs the tools that an answer asks for, and runs them.
 *
 * @param manager resolves and runs tools
 * @param eligibility whether the tool calls of an answer are run
 */
record ToolRunner(ToolCallingManager manager, ToolExecutionEligibilityPredicate eligibility) {

	/** Whether Switchboard runs the tools that answers to this prompt ask for. */
	boolean isEnabled(Prompt prompt) {
		return prompt.getOptions() == null
				|| ToolCallingChatOptions.isInternalToolExecutionEnabled(prompt.getOptions());
	}

	/**
	 * Whether Switchboard runs the tools that an answer asks for. The predicate sees only
	 * answers with tool calls.
	 */
	boolean isWanted(Prompt prompt, ChatResponse response) {
		return response.hasToolCalls() && this.eligibility.isToolExecutionRequired(optionsOf(prompt), response);
	}

	/** Runs the tools on this thread. */
	ToolExecutionResult run(Prompt prompt, ChatResponse asking) {
		return this.manager.executeToolCalls(withoutSession(prompt), asking);
	}

	/** The prompt of the round after the tools. */
	static Prompt next(Prompt prompt, ToolExecutionResult result) {
		return new Prompt(result.conversationHistory(), prompt.getOptions());
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

	// the manager expects the collections to exist
	private static ChatOptions withoutNulls(ToolCallingChatOptions tooled) {
		CallerTools tools = CallerTools.of(tooled);
		return ToolCallingChatOptions.builder()
			.toolCallbacks(tools.callbacks())
			.toolNames(tools.names())
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
