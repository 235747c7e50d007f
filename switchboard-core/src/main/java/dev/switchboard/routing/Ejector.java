package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Takes deployments out of rotation after a failure, one model of them or all, and tells
 * the listener.
 */
final class Ejector {

	private final RoutingListener listener;

	/** All models of each deployment. */
	private final Map<String, List<DeploymentState>> siblings;

	Ejector(RoutingListener listener, Map<String, List<DeploymentState>> siblings) {
		this.listener = listener;
		this.siblings = siblings;
	}

	/**
	 * Takes out what the failure says.
	 * @param failed the deployment that failed
	 * @param since when the request was sent that failed
	 */
	void eject(DeploymentState failed, Failure failure, Outage outage, long since, long now) {
		String name = failed.deployment().name();
		List<DeploymentState> ejected = (failure.scope() == Failure.Scope.DEPLOYMENT)
				? this.siblings.getOrDefault(name, List.of(failed)) : List.of(failed);
		List<String> models = ejected.stream()
			.filter((state) -> state.eject(outage, since, now))
			.map((state) -> state.deployment().model())
			.toList();
		if (!models.isEmpty()) {
			this.listener.cooledDown(new RoutingListener.Cooldown(name, models, outage.reason(),
					outage.kind() == Outage.Kind.QUARANTINE, Duration.ofNanos(outage.until() - now), failure.status(),
					failure.requestId(), failure.noCredential()));
		}
	}

}
