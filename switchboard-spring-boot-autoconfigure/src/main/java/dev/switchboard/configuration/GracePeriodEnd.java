package dev.switchboard.configuration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the calls that still wait for a deployment when their grace period is over. The
 * beans that stop in later phases may take long, and a wait may take longer. A phase of
 * its own, because Spring does not tell a bean that the time of its phase is up.
 */
final class GracePeriodEnd implements SmartLifecycle {

	private final BeanFactory beans;

	private volatile boolean running;

	/**
	 * Creates the end of the grace period of a context.
	 * @param beans where {@link GracefulShutdown} is looked up in the end; what depends
	 * on a bean is stopped before it
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
