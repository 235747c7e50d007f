package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

/**
 * A deployment answered with a success that is no usable response: malformed JSON, HTML,
 * an empty body, or no choices. The cause is what the parser said, if a parser was asked.
 *
 * @since 0.1.0
 */
public final class InvalidResponseException extends SwitchboardException {

	private final boolean withoutChoices;

	/**
	 * Creates the exception.
	 * @param message what is wrong with the response; without any of its content
	 * @param cause what the parser said, or {@code null}
	 */
	public InvalidResponseException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	private InvalidResponseException(String message, @Nullable Throwable cause, boolean withoutChoices) {
		super(message, cause);
		this.withoutChoices = withoutChoices;
	}

	static InvalidResponseException withoutChoices(String deployment) {
		return new InvalidResponseException("The response of deployment '" + deployment + "' has no choices", null,
				true);
	}

	boolean isWithoutChoices() {
		return this.withoutChoices;
	}

}
