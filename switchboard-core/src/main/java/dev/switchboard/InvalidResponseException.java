package dev.switchboard;

import org.jspecify.annotations.Nullable;

/**
 * A deployment reported success, but its response cannot be used: malformed JSON, HTML,
 * an empty body, or no choices. The cause is the parser's exception, if there is one.
 *
 * @since 0.1.0
 */
public final class InvalidResponseException extends SwitchboardException {

	private final boolean withoutChoices;

	/**
	 * Creates the exception.
	 * @param message what is wrong with the response; without any of its content
	 * @param cause the parser's exception, or {@code null}
	 */
	public InvalidResponseException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	private InvalidResponseException(String message, @Nullable Throwable cause, boolean withoutChoices) {
		super(message, cause);
		this.withoutChoices = withoutChoices;
	}

	/**
	 * Creates the exception for a response that has no choices.
	 * @param deployment the name of the deployment
	 * @return the exception
	 */
	public static InvalidResponseException withoutChoices(String deployment) {
		return new InvalidResponseException("The response of deployment '" + deployment + "' has no choices", null,
				true);
	}

	/**
	 * Returns whether the response is well-formed but has no choices.
	 * @return whether it has none
	 */
	public boolean isWithoutChoices() {
		return this.withoutChoices;
	}

}
