package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * No deployment can take the request now.
 *
 * @param model the model asked for
 * @param cause why there is none
 * @param retryAfter when the first deployment that the request may use can become
 * available by itself, counted from now, or {@code null} when none will
 * @param deployments the state of each deployment of the model
 * @since 0.1.0
 */
public record Unavailable(String model, Cause cause, @Nullable Duration retryAfter,
		List<DeploymentSnapshot> deployments) implements Admission {

	public Unavailable {
		deployments = List.copyOf(deployments);
	}

	/** The reason why a request was not admitted. */
	public enum Cause {

		/** No deployment is a candidate. */
		NO_CANDIDATE,

		/** The failover budget of the model is spent. */
		BUDGET_EXHAUSTED

	}

}
