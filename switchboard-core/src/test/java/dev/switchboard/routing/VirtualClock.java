package dev.switchboard.routing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that only moves when told. It begins just before it overflows. */
public final class VirtualClock implements LongSupplier {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);

	@Override
	public long getAsLong() {
		return this.nanos.get();
	}

	public void advance(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	public void advanceSeconds(double seconds) {
		this.nanos.addAndGet(Math.round(seconds * 1e9));
	}

}
