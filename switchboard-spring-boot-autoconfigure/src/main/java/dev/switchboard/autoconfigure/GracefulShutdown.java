package dev.switchboard.autoconfigure;

import dev.switchboard.chat.SwitchboardChatModel;

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

	private final SwitchboardChatModel chatModel;

	private volatile boolean running;

	GracefulShutdown(SwitchboardChatModel chatModel) {
		this.chatModel = chatModel;
	}

	@Override
	public void start() {
		this.chatModel.open();
		this.running = true;
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.chatModel.shutdown(callback);
	}

	@Override
	public void stop() {
		stop(() -> {
		});
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
