package dev.switchboard.chat;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RoutingListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The router's events in the log: a cooldown is a warning, a quarantine an error that
 * names the property to look at, and a selection is for debugging. Each event is one
 * line, however many models it concerns.
 *
 * @since 0.1.0
 */
public final class RoutingLog implements RoutingListener {

	private static final Logger logger = LoggerFactory.getLogger(RoutingLog.class);

	private final List<String> deployments;

	/**
	 * Creates a log.
	 * @param deployments names of the deployments in the order of
	 * {@code switchboard.deployments}, to name properties by their index
	 */
	public RoutingLog(List<String> deployments) {
		this.deployments = List.copyOf(deployments);
	}

	@Override
	public void selected(Lease lease) {
		if (logger.isDebugEnabled()) {
			Deployment deployment = lease.deployment();
			logger.debug("Selected deployment '{}' for model '{}'{}{}", deployment.name(), deployment.model(),
					(lease.affinity() != null) ? ", session affinity " + lease.affinity() : "",
					lease.isBestEffort() ? ", best effort: nothing is available" : "");
		}
	}

	@Override
	public void failedOver(String model, FailureKind reason) {
		logger.debug("Failing over for model '{}' after {}", model, reason);
	}

	@Override
	public void cooledDown(Cooldown cooldown) {
		if (cooldown.quarantined()) {
			logger.error("Deployment '{}' is quarantined for {} (models {}): {}{}. Look at {}", cooldown.deployment(),
					show(cooldown.duration()), cooldown.models(), cooldown.reason(), origin(cooldown),
					suspect(cooldown));
		}
		else if (cooldown.reason() == Reason.OPERATOR && cooldown.duration() == null) {
			logger.warn("Deployment '{}' is drained (models {}): it takes no requests until it is resumed",
					cooldown.deployment(), cooldown.models());
		}
		else {
			logger.warn("Deployment '{}' is cooling down for {} (models {}): {}{}", cooldown.deployment(),
					show(cooldown.duration()), cooldown.models(), cooldown.reason(), origin(cooldown));
		}
	}

	private static String origin(Cooldown cooldown) {
		StringBuilder origin = new StringBuilder();
		if (cooldown.status() != null) {
			origin.append(", status ").append(cooldown.status());
		}
		if (cooldown.requestId() != null) {
			origin.append(", request id ").append(cooldown.requestId());
		}
		return origin.toString();
	}

	private String suspect(Cooldown cooldown) {
		int index = this.deployments.indexOf(cooldown.deployment());
		String deployment = "switchboard.deployments[" + ((index >= 0) ? index : "*") + "]";
		Integer status = cooldown.status();
		if (status == null) {
			return deployment + ".endpoint and the TLS certificate of its host";
		}
		return switch (status) {
			case 401 -> deployment + ".api-key: the service does not accept it";
			case 403 -> deployment + ".api-key, its permissions, and the network rules of the resource";
			case 404 -> deployment + ".endpoint and .models[*].deployment-name: the service does not know them";
			case 429 -> "the quota and billing of the account behind " + deployment + ".api-key";
			default -> deployment + ".models[*].deployment-name: what it names cannot serve chat requests";
		};
	}

	private static String show(@Nullable Duration duration) {
		if (duration == null) {
			return "ever";
		}
		return (duration.toMillisPart() == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

}
