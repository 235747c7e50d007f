package dev.switchboard.configuration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the calls that still wait for a deployment when their grace period is over. Has a
 * phase of its own, because Spring does not tell a bean that the time of its phase is up,
 * and the beans of later phases may take long to stop.
 */
final class GracePeriodEnd implements SmartLifecycle {

	private final BeanFactory beans;

	private volatile boolean running;

	/**
	 * Creates the end of the grace period. It looks {@link GracefulShutdown} up when it
	 * needs it, because Spring stops a bean's dependents before the bean.
	 */
	GracePeriodEnd(BeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.beans.getBean(GracefulShutdown.class).endWaiting();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return GracefulShutdown.PHASE - 1;
	}

}
