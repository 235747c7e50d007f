package dev.switchboard.observation;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Context of a {@link SwitchboardObservation#REQUEST} observation: one call or stream
 * with all its rounds, attempts and tools.
 *
 * @since 0.1.0
 */
public class SwitchboardRequestContext extends Observation.Context {

	private final String model;

	private volatile int attempts;

	private volatile @Nullable Outcome outcome;

	SwitchboardRequestContext(String model) {
		this.model = model;
	}

	/**
	 * The model asked for.
	 * @return its name, or {@code unknown} when no deployment has it
	 */
	public String getModel() {
		return this.model;
	}

	/**
	 * How many attempts were made, over all rounds.
	 * @return the number so far
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * How it ended.
	 * @return the outcome, or {@code null} while it runs
	 */
	public @Nullable Outcome getOutcome() {
		return this.outcome;
	}

	void setAttempts(int attempts) {
		this.attempts = attempts;
	}

	void setOutcome(Outcome outcome) {
		this.outcome = outcome;
	}

}
