package dev.switchboard.observation;

import dev.switchboard.SwitchboardException;
import io.micrometer.observation.Observation;

/**
 * What a tracer sees of an upstream error: class and stack, but not the message, which
 * contains the response body and may quote the prompt. Messages of the switchboard's own
 * exceptions are safe, their causes are not.
 */
final class RedactedError extends Throwable {

	private RedactedError(Throwable error) {
		super((error instanceof SwitchboardException) ? error.toString() : error.getClass().getName(), null, false,
				true);
		setStackTrace(error.getStackTrace());
	}

	/**
	 * Marks an observation as failed. Handlers are told of the redacted error, the
	 * context keeps the real one: its class becomes the {@code error} tag of timers.
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
