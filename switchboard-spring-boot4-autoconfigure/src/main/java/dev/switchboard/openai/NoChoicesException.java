package dev.switchboard.openai;

/**
 * A completion without choices. Spring AI logs the prompt of a call that is answered so:
 * it must not see it.
 */
@SuppressWarnings("serial") // never leaves the connector
final class NoChoicesException extends RuntimeException {

	NoChoicesException() {
		super("The response was a success without choices", null, false, false);
	}

}
