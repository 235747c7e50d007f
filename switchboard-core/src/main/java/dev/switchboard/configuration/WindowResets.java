package dev.switchboard.configuration;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;

import dev.switchboard.routing.Router;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;

/**
 * Starts the router's next windows on time, once per window length. A late scheduler does
 * no harm: when a window older than its length is read, it counts as reset.
 */
final class WindowResets implements SmartLifecycle {

	private final Router router;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> resets;

	WindowResets(Router router, TaskScheduler scheduler) {
		this.router = router;
		this.scheduler = scheduler;
	}

	@Override
	public synchronized void start() {
		Duration window = this.router.window();
		if (this.resets == null && !window.isZero()) {
			// a mocked scheduler has no clock
			Clock clock = Objects.requireNonNullElseGet(this.scheduler.getClock(), Clock::systemUTC);
			this.resets = this.scheduler.scheduleAtFixedRate(this.router::rollWindows, clock.instant().plus(window),
					window);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.resets != null) {
			this.resets.cancel(false);
			this.resets = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.resets != null;
	}

}
