package dev.switchboard.failover;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Router;

/**
 * The engine's deployments: their clients and their state.
 */
final class Deployments {

	private final Router router;

	/** By deployment and model. */
	private final Map<String, Map<String, Target>> targets;

	Deployments(Router router, Map<String, Map<String, Target>> targets) {
		this.router = router;
		this.targets = targets;
	}

	Target target(Deployment deployment) {
		return Objects.requireNonNull(
				Objects.requireNonNull(this.targets.get(deployment.name()), deployment.name()).get(deployment.model()),
				deployment.model());
	}

	/** The token limit in force, configured or learned; 0 when it is unknown. */
	long tokensPerMinute(Deployment deployment) {
		return this.router.snapshot(deployment.name(), deployment.model()).tokensPerMinute();
	}

	/** The deployments of a model whose token limit is known and not above this one. */
	List<String> notLargerThan(long tokensPerMinute, String model) {
		return this.router.snapshots()
			.stream()
			.filter((snapshot) -> snapshot.model().equals(model))
			.filter((snapshot) -> snapshot.tokensPerMinute() > 0 && snapshot.tokensPerMinute() <= tokensPerMinute)
			.map(DeploymentSnapshot::name)
			.toList();
	}

	/** The deployments of a model whose client uses this credential. */
	Set<String> withCredential(Object credential, String model) {
		return this.targets.entrySet().stream().filter((deployment) -> {
			Target target = deployment.getValue().get(model);
			return target != null && credential.equals(target.client().sharedCredential());
		}).map(Map.Entry::getKey).collect(Collectors.toSet());
	}

}
