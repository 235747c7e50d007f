package dev.switchboard.chat;

import dev.switchboard.connector.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@code SwitchboardChatOptions} that Spring AI's own options lack.
 *
 * @since 0.1.0
 */
public interface SwitchboardOptions {

	/**
	 * The options of the request.
	 * @return the options
	 */
	RequestOptions getRequestOptions();

	/**
	 * The session that the request belongs to.
	 * @return the id, or {@code null} when it is not set here
	 */
	@Nullable String getSessionId();

}
