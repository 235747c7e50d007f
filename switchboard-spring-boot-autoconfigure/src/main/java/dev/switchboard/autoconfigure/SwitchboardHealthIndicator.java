package dev.switchboard.autoconfigure;

import dev.switchboard.actuate.SwitchboardHealth;
import dev.switchboard.routing.Router;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;

/**
 * Health of the switchboard: out of service when every deployment of some model has
 * failed or has been taken out by an operator. Rate limits and saturation do not count.
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
		SwitchboardHealth health = SwitchboardHealth.of(this.router);
		builder.status(health.outOfService() ? Status.OUT_OF_SERVICE : Status.UP).withDetails(health.details());
	}

}
