package dev.switchboard.configuration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.connector.ApiKeyProvider;
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
 */
class RoutingLog implements RoutingListener {

	private static final Logger logger = LoggerFactory.getLogger(RoutingLog.class);

	private static final String IDENTITY = "the identity of this application in Microsoft Entra ID (managed identity, "
			+ "service principal or TokenCredential bean) and its role on the resource "
			+ "('Cognitive Services OpenAI User')";

	private final List<Access> deployments;

	/**
	 * Creates a log.
	 * @param deployments the deployments in the order of {@code switchboard.deployments},
	 * to name properties by their index
	 */
	RoutingLog(List<Access> deployments) {
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
			logger.warn("Deployment '{}' is cooling down for {} (models {}): {}{}{}", cooldown.deployment(),
					show(cooldown.duration()), cooldown.models(), cooldown.reason(), origin(cooldown),
					cooldown.noCredential() ? missing(access(cooldown)) : "");
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

	private static String missing(Access access) {
		String what = !access.entra() ? "no key" : access.provider() ? "neither key nor token" : "no token";
		return ", " + what + ". Look at " + access.credential();
	}

	private Access access(Cooldown cooldown) {
		return this.deployments.stream()
			.filter((access) -> access.deployment().equals(cooldown.deployment()))
			.findFirst()
			.orElseGet(() -> new Access(cooldown.deployment(), "switchboard.deployments[*]", true, false, false));
	}

	private String suspect(Cooldown cooldown) {
		Access access = access(cooldown);
		String deployment = access.property();
		Integer status = cooldown.status();
		if (status == null) {
			return deployment + ".endpoint and the TLS certificate of its host";
		}
		return switch (status) {
			case 401 -> access.credential() + ": the service does not accept it";
			case 403 -> access.credential() + ", its permissions, and the network rules of the resource";
			case 404 -> deployment + ".endpoint and .models[*].deployment-name: the service does not know them";
			case 429 -> "the quota and billing of the account behind "
					+ (access.entra() ? deployment + ".endpoint" : access.credential());
			default -> deployment + ".models[*].deployment-name: what it names cannot serve chat requests";
		};
	}

	private static String show(@Nullable Duration duration) {
		if (duration == null) {
			return "ever";
		}
		return (duration.toMillisPart() == 0) ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
	}

	/**
	 * How the application gets access to a deployment, to name the property to look at.
	 *
	 * @param deployment the name of the deployment
	 * @param property its element of {@code switchboard.deployments}
	 * @param key whether it has an {@code api-key}
	 * @param provider whether the application has an {@link ApiKeyProvider}
	 * @param entra whether it falls back to Microsoft Entra ID
	 */
	record Access(String deployment, String property, boolean key, boolean provider, boolean entra) {

		private String credential() {
			List<String> sources = new ArrayList<>();
			if (this.key) {
				sources.add(this.property + ".api-key");
			}
			if (this.provider) {
				sources.add("the key that the ApiKeyProvider returns for '" + this.deployment + "'");
			}
			if (this.entra) {
				sources.add(IDENTITY);
			}
			return String.join(" or ", sources);
		}

	}

}
