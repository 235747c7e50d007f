package dev.switchboard.configuration;

import java.time.Duration;
import java.util.List;

import dev.switchboard.Switchboard;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Router;
import org.jspecify.annotations.Nullable;

/**
 * The application's hand on its {@link Router}. A class and not final, so that Spring can
 * put an application's aspects around it.
 */
class RouterSwitchboard implements Switchboard {

	private final Router router;

	RouterSwitchboard(Router router) {
		this.router = router;
	}

	@Override
	public List<DeploymentSnapshot> snapshots() {
		return this.router.snapshots();
	}

	@Override
	public void coolDown(String deployment, @Nullable String model, Duration duration) {
		this.router.coolDown(deployment, model, duration);
	}

	@Override
	public void drain(String deployment, @Nullable String model) {
		this.router.drain(deployment, model);
	}

	@Override
	public void resume(String deployment, @Nullable String model) {
		this.router.resume(deployment, model);
	}

	@Override
	public void resetUsage() {
		this.router.resetUsage();
	}

}
