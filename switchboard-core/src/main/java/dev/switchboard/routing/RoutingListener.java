package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Listens to what the router does, for meters and logs. Called on the request's thread,
 * so implementations must be fast. Their exceptions are logged and change nothing.
 *
 * @since 0.1.0
 */
public interface RoutingListener {

	/** Listens to nothing. */
	RoutingListener NONE = new RoutingListener() {
	};

	/**
	 * A request was admitted.
	 * @param lease the lease, just granted
	 */
	default void selected(Lease lease) {
	}

	/**
	 * A request completed and its usage is known.
	 * @param deployment where
	 * @param usage the real usage
	 */
	default void settled(Deployment deployment, TokenUsage usage) {
	}

	/**
	 * The first content of a stream has arrived.
	 * @param deployment where from
	 * @param sinceCall time since the call, earlier attempts and waiting included
	 */
	default void firstContent(Deployment deployment, Duration sinceCall) {
	}

	/**
	 * A failover was granted.
	 * @param model the model
	 * @param reason the kind of failure it fails over from
	 */
	default void failedOver(String model, FailureKind reason) {
	}

	/**
	 * A failover was not granted, because the model's budget is used up.
	 * @param model the model
	 */
	default void failoverRefused(String model) {
	}

	/**
	 * A deployment was taken out of rotation.
	 * @param cooldown what left, why and for how long
	 */
	default void cooledDown(Cooldown cooldown) {
	}

	/**
	 * A request was admitted to a saturated or cooling deployment because nothing else
	 * was left.
	 * @param model the model
	 */
	default void bestEffort(String model) {
	}

	/**
	 * A deployment of the model may take requests earlier than announced: a lease ended,
	 * a trial was answered, an operator resumed it, or a window was reset. A hint; asking
	 * again is cheap.
	 * @param model the model
	 */
	default void freed(String model) {
	}

	/**
	 * Models of a deployment that left the rotation.
	 *
	 * @param deployment the name of the deployment
	 * @param models the models that left the rotation
	 * @param reason why
	 * @param quarantined whether only a change can fix the fault
	 * @param duration how long, or {@code null} for a drain
	 * @param status the HTTP status, or {@code null}
	 * @param requestId the service's id of the request, or {@code null}
	 * @param noCredential whether there was no credential to send
	 */
	record Cooldown(String deployment, List<String> models, DeploymentSnapshot.Reason reason, boolean quarantined,
			@Nullable Duration duration, @Nullable Integer status, @Nullable String requestId, boolean noCredential) {

		/**
		 * Creates an event that is not about a missing credential.
		 * @param deployment the name of the deployment
		 * @param models the models that left the rotation
		 * @param reason why
		 * @param quarantined whether only a change can fix the fault
		 * @param duration how long, or {@code null} for a drain
		 * @param status the HTTP status, or {@code null}
		 * @param requestId the service's id of the request, or {@code null}
		 */
		public Cooldown(String deployment, List<String> models, DeploymentSnapshot.Reason reason, boolean quarantined,
				@Nullable Duration duration, @Nullable Integer status, @Nullable String requestId) {
			this(deployment, models, reason, quarantined, duration, status, requestId, false);
		}

	}

}
