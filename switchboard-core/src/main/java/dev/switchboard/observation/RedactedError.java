package dev.switchboard.observation;

import dev.switchboard.SwitchboardException;
import io.micrometer.observation.Observation;

/**
 * An upstream error as tracers see it: class and stack without the message, which
 * contains the response body and may quote the prompt. The messages of Switchboard's own
 * exceptions are safe; their causes are not.
 */
final class RedactedError extends Throwable {

	private RedactedError(Throwable error) {
		super((error instanceof SwitchboardException) ? error.toString() : error.getClass().getName(), null, false,
				true);
		setStackTrace(error.getStackTrace());
	}

	/**
	 * Marks an observation as failed. Handlers get the redacted error. The context keeps
	 * the real one, whose class becomes the {@code error} tag of timers.
	 * @param error the real error
	 * @param observation the observation
	 */
	static void report(Throwable error, Observation observation) {
		if (observation.isNoop()) {
			return;
		}
		observation.error(new RedactedError(error));
		observation.getContext().setError(error);
	}

	@Override
	public String toString() {
		return String.valueOf(getMessage());
	}

}
