package dev.switchboard.autoconfigure;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.chat.SwitchboardChatModel;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Closes the door when the application stops: new calls are refused, running ones get
 * {@code spring.lifecycle.timeout-per-shutdown-phase}. Opens it again when a stopped
 * application is started once more, as after a checkpoint.
 */
final class GracefulShutdown implements SmartLifecycle {

	/**
	 * After the web server has drained its requests, which may start calls till then, and
	 * has stopped (1024 below). By number: an application need not have a web server.
	 */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final ListableBeanFactory beans;

	private volatile boolean running;

	/**
	 * Creates the shutdown of a context.
	 * @param beans the context's own chat models are looked up here; those of its parents
	 * are not its to close
	 */
	GracefulShutdown(ListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void start() {
		chatModels().forEach(SwitchboardChatModel::open);
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		Collection<SwitchboardChatModel> chatModels = chatModels();
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

	private Collection<SwitchboardChatModel> chatModels() {
		return this.beans.getBeansOfType(SwitchboardChatModel.class, false, true).values();
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
