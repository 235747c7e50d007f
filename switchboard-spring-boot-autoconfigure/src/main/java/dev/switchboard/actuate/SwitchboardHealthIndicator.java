package dev.switchboard.actuate;

import java.util.List;
import java.util.stream.Collectors;

import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.Router;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * Health of the switchboard, read from the router: out of service when for some model
 * every deployment is broken or was taken out by a person. Throttled or saturated is
 * busy, not broken. Never calls a deployment.
 *
 * @since 0.1.0
 */
public class SwitchboardHealthIndicator extends AbstractHealthIndicator {

	private final Router router;

	/**
	 * Creates an indicator.
	 * @param router the router to read
	 */
	public SwitchboardHealthIndicator(Router router) {
		super("Switchboard health check failed");
		this.router = router;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<DeploymentSnapshot> snapshots = this.router.snapshots();
		SwitchboardReport report = new SwitchboardReport(snapshots, this.router.window());
		boolean someModelIsOut = snapshots.stream()
			.collect(Collectors.groupingBy(DeploymentSnapshot::model,
					Collectors.reducing(true, SwitchboardHealthIndicator::isOut, Boolean::logicalAnd)))
			.containsValue(true);
		builder.status(someModelIsOut ? Status.OUT_OF_SERVICE : Status.UP)
			.withDetail("models", report.models())
			.withDetail("deployments", report.deployments());
	}

	private static boolean isOut(DeploymentSnapshot snapshot) {
		return switch (snapshot.state()) {
			case QUARANTINED, DRAINED -> true;
			case COOLING_DOWN -> snapshot.reason() == Reason.UNAVAILABLE;
			case AVAILABLE, RECOVERING, SATURATED -> false;
		};
	}

}
