package dev.switchboard;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The call did not finish within {@code switchboard.deadline}. The cause is the error of
 * the last attempt that failed, if any.
 *
 * @since 0.1.0
 */
public final class DeadlineExceededException extends SwitchboardException {

	/**
	 * Creates the exception.
	 * @param model the model that was asked
	 * @param deadline the length of the deadline
	 * @param cause the error of the last attempt, or {@code null}
	 */
	public DeadlineExceededException(String model, Duration deadline, @Nullable Throwable cause) {
		super("The call of model '" + model + "' did not finish within the deadline of " + deadline.toMillis()
				+ " ms (switchboard.deadline)", cause);
	}

}
