package dev.switchboard.failover;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.SwitchboardClosedException;

/**
 * Counts the calls and streams in progress, and refuses new ones after shutdown.
 */
public final class ActiveCalls {

	private final AtomicInteger active = new AtomicInteger();

	private final Queue<Runnable> whenIdle = new ConcurrentLinkedQueue<>();

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
		this.whenIdle.add(whenIdle);
		this.closed = true;
		if (this.active.get() == 0) {
			announceIdle();
		}
	}

	private void announceIdle() {
		for (Runnable idle = this.whenIdle.poll(); idle != null; idle = this.whenIdle.poll()) {
			// runs on the thread of the last call, which must not fail because of it
			Quietly.run(idle::run);
		}
	}

}
