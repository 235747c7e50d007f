package dev.switchboard.configuration;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.failover.Failover;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Rejects new calls when the application stops, and lets active calls finish within
 * {@code spring.lifecycle.timeout-per-shutdown-phase}. Accepts calls again when the
 * application restarts, for example after a checkpoint.
 * <p>
 * Collects engines while the context creates its beans, because a bean that is looked up
 * later may be a proxy without the type. The beans of a parent context are not collected:
 * the parent shuts them down.
 */
final class GracefulShutdown implements SmartLifecycle, BeanPostProcessor, PriorityOrdered {

	/**
	 * Below the phases in which the web server completes its requests and stops (the
	 * latter is 1024 below the default): requests may start calls until then. A number,
	 * because an application need not have a web server.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	// weak: the context holds its singletons, and nobody uses what it no longer holds
	private final Set<Failover> engines = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private volatile boolean running;

	/** Before the post-processors that create proxies. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof Failover engine) {
			this.engines.add(engine);
		}
		else if (bean instanceof SwitchboardChatModel chatModel) {
			// a bean of the application, whose engine may not be a bean
			this.engines.add(chatModel.failover());
		}
		return bean;
	}

	@Override
	public void start() {
		engines().forEach(Failover::open);
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		List<Failover> engines = engines();
		// plus one, so that the callback runs even when there is no engine
		AtomicInteger busy = new AtomicInteger(engines.size() + 1);
		Runnable whenIdle = () -> {
			if (busy.decrementAndGet() == 0) {
				callback.run();
			}
		};
		engines.forEach((engine) -> engine.shutdown(whenIdle));
		whenIdle.run();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	/** Ends the calls that still wait for a deployment. */
	void endWaiting() {
		engines().forEach(Failover::endWaiting);
	}

	private List<Failover> engines() {
		synchronized (this.engines) {
			return List.copyOf(this.engines);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
