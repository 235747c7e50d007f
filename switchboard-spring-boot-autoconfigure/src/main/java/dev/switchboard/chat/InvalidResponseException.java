package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

/**
 * A deployment answered with a success that is no usable response: malformed JSON, HTML,
 * an empty body, or no choices. The cause is what the parser said, if a parser was asked.
 *
 * @since 0.1.0
 */
public final class InvalidResponseException extends SwitchboardException {

	/**
	 * Creates the exception.
	 * @param message what is wrong with the response; without any of its content
	 * @param cause what the parser said, or {@code null}
	 */
	public InvalidResponseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
