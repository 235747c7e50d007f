package dev.switchboard.routing;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The state of a deployment at one moment, for selection policies, health, meters and
 * tests. Usage is that of the current window, estimates of requests in flight included.
 *
 * @param name the name of the deployment
 * @param model the model
 * @param priority the tier; lower ones are used first
 * @param state whether it takes requests
 * @param reason why it does not, or {@code null} with {@link State#AVAILABLE} and
 * {@link State#SATURATED}
 * @param utilization the larger of tokens/limit and requests/limit; 1.0 is the limit
 * @param tokens tokens used in the current window
 * @param tokensPerMinute the token limit per 60 s; 0 is unlimited
 * @param requests requests used in the current window
 * @param requestsPerMinute the request limit per 60 s; 0 is unlimited
 * @param inFlight requests under way
 * @param cooldownRemaining how long until it returns by itself; zero when it is in
 * rotation, or stays out until an operator resumes it
 * @param status the HTTP status that took it out, or {@code null}
 * @param firstContent mean time that the last streams took from the request to their
 * first content, or {@code null} without any
 * @param perToken mean time that they took for each token after it, or {@code null}
 * @since 0.1.0
 */
public record DeploymentSnapshot(String name, String model, int priority, State state, @Nullable Reason reason,
		double utilization, long tokens, long tokensPerMinute, long requests, long requestsPerMinute, int inFlight,
		Duration cooldownRemaining, @Nullable Integer status, @Nullable Duration firstContent,
		@Nullable Duration perToken) {

	public DeploymentSnapshot(String name, String model, int priority, State state, @Nullable Reason reason,
			double utilization, long tokens, long tokensPerMinute, long requests, long requestsPerMinute, int inFlight,
			Duration cooldownRemaining) {
		this(name, model, priority, state, reason, utilization, tokens, tokensPerMinute, requests, requestsPerMinute,
				inFlight, cooldownRemaining, null, null, null);
	}

	/**
	 * Whether the deployment takes requests: available, or recovering.
	 * @return {@code true} when it is counted as available
	 */
	public boolean isAvailable() {
		return this.state == State.AVAILABLE || this.state == State.RECOVERING;
	}

	/** Whether a deployment takes requests. */
	public enum State {

		/** It takes requests. */
		AVAILABLE,

		/** Its cooldown is over; a trial request decides whether it returns. */
		RECOVERING,

		/** Its limit for the current window is used up. */
		SATURATED,

		/** It is out of rotation for a while and returns by itself. */
		COOLING_DOWN,

		/** It is out of rotation because of a fault that only a change can fix. */
		QUARANTINED,

		/** An operator took it out of rotation. */
		DRAINED

	}

	/** Why a deployment is out of rotation. */
	public enum Reason {

		/** It throttled. */
		RATE_LIMITED,

		/** The deployment, or the connection to it, is broken. */
		UNAVAILABLE,

		/** It did not answer in time. */
		TIMED_OUT,

		/** An operator asked for it. */
		OPERATOR

	}

}
