package dev.switchboard.routing;

import dev.switchboard.routing.Failure.Scope;

/**
 * The failures in a row of one deployment and model, and the trials in a row that failed.
 * Only a complete success clears them. Guarded by its {@link DeploymentState}.
 */
final class FailureStreak {

	private int failures;

	private int failedTrials;

	/** Whether a trial has begun since the last complete success. */
	private boolean onTrial;

	void beginTrial() {
		this.onTrial = true;
	}

	/**
	 * Counts a failure.
	 * @param trial whether the request was a trial
	 * @return whether the deployment leaves the rotation
	 */
	boolean add(Failure failure, boolean trial) {
		return switch (failure.kind()) {
			case REJECTED -> false;
			case RATE_LIMITED -> failure.scope() != Scope.NONE;
			case UNAVAILABLE, TIMED_OUT -> failure.marksAt() > 0 && count(failure, trial);
		};
	}

	private boolean count(Failure failure, boolean trial) {
		this.failures++;
		// a failed trial means nothing once a later request has succeeded
		if (trial && this.onTrial) {
			this.failedTrials++;
			return true;
		}
		return this.failures >= failure.marksAt() && failure.scope() != Scope.NONE;
	}

	int failedTrials() {
		return this.failedTrials;
	}

	void clear() {
		this.failures = 0;
		this.failedTrials = 0;
		this.onTrial = false;
	}

}
