package dev.switchboard.routing;

/**
 * The failures in a row of one deployment and model, and the trials in a row that failed.
 * Only a complete success clears them.
 */
final class FailureStreak {

	private static final Count CLEAR = new Count(0, 0, false);

	/** Replaced as a whole, so that a success finds out with one look. */
	private volatile Count count = CLEAR;

	/** A trial begins. */
	synchronized void beginTrial() {
		this.count = new Count(this.count.failures(), this.count.failedTrials(), true);
	}

	/**
	 * Whether a trial that fails now still says anything.
	 * @return {@code false} when a later request has succeeded completely
	 */
	boolean isOnTrial() {
		return this.count.onTrial();
	}

	/**
	 * Counts a failure.
	 * @return the failures in a row, this one included
	 */
	synchronized int count() {
		this.count = new Count(this.count.failures() + 1, this.count.failedTrials(), this.count.onTrial());
		return this.count.failures();
	}

	/** Counts a trial that failed. */
	synchronized void countTrial() {
		this.count = new Count(this.count.failures(), this.count.failedTrials() + 1, this.count.onTrial());
	}

	int failedTrials() {
		return this.count.failedTrials();
	}

	void clear() {
		// clear most of the time: then a success takes no lock and writes nothing
		if (this.count != CLEAR) {
			clearAll();
		}
	}

	private synchronized void clearAll() {
		this.count = CLEAR;
	}

	/**
	 * What is counted.
	 *
	 * @param failures failures in a row
	 * @param failedTrials trials in a row that failed
	 * @param onTrial whether trials have begun since the last complete success
	 */
	private record Count(int failures, int failedTrials, boolean onTrial) {

	}

}
