package dev.switchboard.failover;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.SwitchboardClosedException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls and streams in progress, and refuses new ones after shutdown.
 */
public final class ActiveCalls {

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicReference<@Nullable Runnable> whenIdle = new AtomicReference<>();

	private volatile boolean closed;

	/**
	 * Counts a call.
	 * @throws SwitchboardClosedException after shutdown
	 */
	public void enter() {
		this.active.incrementAndGet();
		if (this.closed) {
			leave();
			throw new SwitchboardClosedException();
		}
	}

	public void leave() {
		if (this.active.decrementAndGet() == 0 && this.closed) {
			announceIdle();
		}
	}

	/** Accepts calls again. */
	void open() {
		this.closed = false;
	}

	/**
	 * Refuses new calls; those in progress continue.
	 * @param whenIdle runs once, when the last of them has ended
	 */
	void close(Runnable whenIdle) {
		this.whenIdle.set(whenIdle);
		this.closed = true;
		if (this.active.get() == 0) {
			announceIdle();
		}
	}

	private void announceIdle() {
		Runnable idle = this.whenIdle.getAndSet(null);
		if (idle != null) {
			// runs on the thread of the last call, which must not fail because of it
			Quietly.run(idle::run);
		}
	}

}
