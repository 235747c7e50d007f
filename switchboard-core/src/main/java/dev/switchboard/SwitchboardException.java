package dev.switchboard;

import org.jspecify.annotations.Nullable;

/**
 * A condition of the switchboard's own. What a deployment's client throws is not wrapped
 * in it but rethrown unchanged. Messages never contain keys, prompts, completions or
 * session ids.
 *
 * @since 0.1.0
 */
public abstract class SwitchboardException extends RuntimeException {

	SwitchboardException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
