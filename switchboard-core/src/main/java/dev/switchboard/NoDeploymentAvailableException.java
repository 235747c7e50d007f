package dev.switchboard;

import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * No deployment of the model can take the request. The message gives the reason per
 * deployment.
 *
 * @since 0.1.0
 */
public final class NoDeploymentAvailableException extends SwitchboardException {

	private final @Nullable Duration retryAfter;

	/**
	 * Creates the exception.
	 * @param unavailable the router's answer: the model and the state of its deployments
	 */
	public NoDeploymentAvailableException(Unavailable unavailable) {
		super("No deployment of model '" + unavailable.model() + "' is available: "
				+ unavailable.deployments()
					.stream()
					.map(NoDeploymentAvailableException::describe)
					.collect(Collectors.joining(", ")),
				null);
		this.retryAfter = unavailable.retryAfter();
	}

	private static String describe(DeploymentSnapshot deployment) {
		String reason = (deployment.reason() != null) ? " " + deployment.reason() : "";
		String status = (deployment.status() != null) ? " " + deployment.status() : "";
		return String.format(Locale.ROOT, "%s %s%s%s (utilization %.2f, %d s left)", deployment.name(),
				deployment.state(), reason, status, deployment.utilization(),
				deployment.cooldownRemaining().plusMillis(999).toSeconds());
	}

	/**
	 * Returns the time until the first deployment becomes available by itself.
	 * @return the wait from now, or {@code null} if it is unknown
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
