package dev.switchboard.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.Router;

/**
 * Health of the switchboard, read from the router. It never calls a deployment.
 *
 * @param status {@code OUT_OF_SERVICE} when every deployment of some model is broken or
 * was taken out by a person, else {@code UP}: throttled or saturated is busy, not broken
 * @param details the models and deployments
 * @since 0.1.0
 */
public record SwitchboardHealth(String status, Map<String, Object> details) {

	/**
	 * Reads the health of a router.
	 * @param router the router
	 * @return its health
	 */
	public static SwitchboardHealth of(Router router) {
		List<DeploymentSnapshot> snapshots = router.snapshots();
		SwitchboardReport report = new SwitchboardReport(snapshots, router.window());
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("models", report.models());
		details.put("deployments", report.deployments());
		boolean someModelIsOut = snapshots.stream()
			.collect(Collectors.groupingBy(DeploymentSnapshot::model,
					Collectors.reducing(true, SwitchboardHealth::isOut, Boolean::logicalAnd)))
			.containsValue(true);
		return new SwitchboardHealth(someModelIsOut ? "OUT_OF_SERVICE" : "UP", details);
	}

	private static boolean isOut(DeploymentSnapshot snapshot) {
		return switch (snapshot.state()) {
			case QUARANTINED, DRAINED -> true;
			case COOLING_DOWN -> snapshot.reason() == Reason.UNAVAILABLE;
			case AVAILABLE, RECOVERING, SATURATED -> false;
		};
	}

}
