package dev.switchboard;

import org.jspecify.annotations.Nullable;

/**
 * Base class of the exceptions that Switchboard itself throws. An exception of a
 * deployment's client is not wrapped but rethrown unchanged. Messages never contain keys,
 * prompts, completions or session ids.
 *
 * @since 0.1.0
 */
public abstract class SwitchboardException extends RuntimeException {

	SwitchboardException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
