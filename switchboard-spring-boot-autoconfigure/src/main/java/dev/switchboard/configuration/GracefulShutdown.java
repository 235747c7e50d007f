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
 * Closes the door when the application stops: new calls are refused, running ones get
 * {@code spring.lifecycle.timeout-per-shutdown-phase}. Opens it again when a stopped
 * application is started once more, as after a checkpoint.
 * <p>
 * It takes note of every chat model that the context creates, the application's own
 * included: a bean that is looked up later may be a proxy which no longer has the type.
 * Those of parent contexts are not its to close.
 */
final class GracefulShutdown implements SmartLifecycle, BeanPostProcessor, PriorityOrdered {

	/**
	 * After the web server has drained its requests, which may start calls till then, and
	 * has stopped (1024 below). By number: an application need not have a web server.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	// weak: the context holds its singletons, what it lets go of need not be closed
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
			// of the application, perhaps with an engine that is no bean
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
		// one more, so that the callback is run even without a chat model
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

	/** Ends what still waits for a deployment: the grace period is over. */
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
