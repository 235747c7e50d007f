package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * The default {@link SessionIdResolver}: {@link SwitchboardOptions#getSessionId()}, then
 * the tool context key {@value #KEY}. A blank id counts as none.
 *
 * @since 0.1.0
 */
public class DefaultSessionIdResolver implements SessionIdResolver {

	/** Key of the session id in a tool context and among the parameters of an advisor. */
	public static final String KEY = "switchboard.session-id";

	@Override
	public @Nullable String resolve(Prompt prompt) {
		ChatOptions options = prompt.getOptions();
		if (options instanceof SwitchboardOptions own && isPresent(own.getSessionId())) {
			return own.getSessionId();
		}
		if (options instanceof ToolCallingChatOptions tools && tools.getToolContext() != null) {
			Object id = tools.getToolContext().get(KEY);
			return (id != null && isPresent(id.toString())) ? id.toString() : null;
		}
		return null;
	}

	private static boolean isPresent(@Nullable String id) {
		return id != null && !id.isBlank();
	}

}
