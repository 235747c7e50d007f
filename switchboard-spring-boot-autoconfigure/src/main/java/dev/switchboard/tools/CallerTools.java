package dev.switchboard.tools;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * The tools that a caller's options offer to the model. A getter that throws, or returns
 * {@code null}, offers none.
 *
 * @param callbacks the tools
 * @param names the names of tools that are to be resolved
 * @since 0.1.0
 */
public record CallerTools(List<ToolCallback> callbacks, Set<String> names) {

	private static final CallerTools NONE = new CallerTools(List.of(), Set.of());

	/**
	 * Reads options.
	 * @param options the options of a prompt, or {@code null}
	 * @return their tools
	 */
	public static CallerTools of(@Nullable ChatOptions options) {
		if (options instanceof ToolCallingChatOptions tooled) {
			return new CallerTools(present(tooled::getToolCallbacks).toList(),
					present(tooled::getToolNames).collect(Collectors.toUnmodifiableSet()));
		}
		return NONE;
	}

	private static <E> Stream<E> present(Supplier<? extends @Nullable Collection<E>> getter) {
		try {
			Collection<E> values = getter.get();
			return (values != null) ? values.stream().filter(Objects::nonNull) : Stream.empty();
		}
		catch (RuntimeException ex) {
			return Stream.empty();
		}
	}

	/**
	 * Returns whether no tools are offered.
	 * @return whether there are none
	 */
	public boolean isEmpty() {
		return this.callbacks.isEmpty() && this.names.isEmpty();
	}

}
