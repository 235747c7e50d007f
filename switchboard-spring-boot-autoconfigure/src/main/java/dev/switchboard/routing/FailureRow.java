package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The failures in a row of one deployment and model, and the trials in a row that failed.
 * Only a complete success clears them.
 */
final class FailureRow {

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicInteger failedTrials = new AtomicInteger();

	/** Whether trials have begun since the last complete success. */
	private volatile boolean onTrial;

	/** A trial begins. */
	void beginTrial() {
		this.onTrial = true;
	}

	/**
	 * Whether a trial that fails now still says anything.
	 * @return {@code false} when a later request has succeeded completely
	 */
	boolean isOnTrial() {
		return this.onTrial;
	}

	/**
	 * Counts a failure.
	 * @return the failures in a row, this one included
	 */
	int count() {
		return this.failures.incrementAndGet();
	}

	/**
	 * Counts a trial that failed.
	 * @return the failed trials in a row, this one included
	 */
	int countTrial() {
		return this.failedTrials.incrementAndGet();
	}

	int failedTrials() {
		return this.failedTrials.get();
	}

	void clear() {
		if (this.onTrial) {
			this.onTrial = false;
		}
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
		if (this.failedTrials.get() != 0) {
			this.failedTrials.set(0);
		}
	}

}
