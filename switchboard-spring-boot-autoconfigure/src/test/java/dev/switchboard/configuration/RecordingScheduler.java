package dev.switchboard.configuration;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * A scheduler that remembers what it was asked for and runs nothing.
 */
final class RecordingScheduler implements TaskScheduler {

	final List<Instant> starts = new ArrayList<>();

	final List<Duration> periods = new ArrayList<>();

	int cancelled;

	@Override
	public Clock getClock() {
		return Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		this.starts.add(startTime);
		this.periods.add(period);
		return new Cancellation();
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		throw new UnsupportedOperationException();
	}

	private final class Cancellation implements ScheduledFuture<Object> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			RecordingScheduler.this.cancelled++;
			return true;
		}

		@Override
		public boolean isCancelled() {
			return RecordingScheduler.this.cancelled > 0;
		}

		@Override
		public boolean isDone() {
			return isCancelled();
		}

		@Override
		public Object get() {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object get(long timeout, TimeUnit unit) {
			throw new UnsupportedOperationException();
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return 0;
		}

		@Override
		public int compareTo(Delayed other) {
			return 0;
		}

	}

}
