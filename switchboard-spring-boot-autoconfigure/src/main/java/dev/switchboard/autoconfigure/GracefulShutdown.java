package dev.switchboard.autoconfigure;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.chat.SwitchboardChatModel;

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
	private final Set<SwitchboardChatModel> chatModels = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private volatile boolean running;

	/** Before the post-processors that create proxies. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof SwitchboardChatModel chatModel) {
			this.chatModels.add(chatModel);
		}
		return bean;
	}

	@Override
	public void start() {
		chatModels().forEach(SwitchboardChatModel::open);
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		List<SwitchboardChatModel> chatModels = chatModels();
		// one more, so that the callback is run even without a chat model
		AtomicInteger busy = new AtomicInteger(chatModels.size() + 1);
		Runnable whenIdle = () -> {
			if (busy.decrementAndGet() == 0) {
				callback.run();
			}
		};
		chatModels.forEach((chatModel) -> chatModel.shutdown(whenIdle));
		whenIdle.run();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	/** Ends what still waits for a deployment: the grace period is over. */
	void endWaiting() {
		chatModels().forEach(SwitchboardChatModel::endWaiting);
	}

	private List<SwitchboardChatModel> chatModels() {
		synchronized (this.chatModels) {
			return List.copyOf(this.chatModels);
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
