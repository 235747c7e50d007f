package dev.switchboard;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The prompt names a model that no deployment has, or names none and there is no default.
 * Nothing was sent.
 *
 * @since 0.1.0
 */
public final class UnknownModelException extends SwitchboardException {

	/**
	 * Creates the exception.
	 * @param model the model that was asked for, or {@code null} for none
	 * @param configured the names of the configured models
	 */
	public UnknownModelException(@Nullable String model, Set<String> configured) {
		super(((model != null) ? "No deployment has the model '" + model + "'."
				: "The prompt names no model and 'switchboard.default-model' is not set.") + " Configured models: "
				+ String.join(", ", configured), null);
	}

}
