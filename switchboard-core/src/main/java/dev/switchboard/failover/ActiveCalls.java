package dev.switchboard.failover;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.SwitchboardClosedException;
import org.jspecify.annotations.Nullable;

/**
 * The calls and streams under way, and the door that shutdown closes behind them.
 */
public final class ActiveCalls {

	private final AtomicInteger active = new AtomicInteger();

	private final AtomicReference<@Nullable Runnable> whenIdle = new AtomicReference<>();

	private volatile boolean closed;

	/**
	 * Counts a call in.
	 * @throws SwitchboardClosedException when the door is closed
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

	/** Opens the door again. */
	void open() {
		this.closed = false;
	}

	/**
	 * Closes the door. Calls under way go on.
	 * @param whenIdle told once, when the last of them has ended
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
			// on the thread of the last call, whose answer it is none of
			Quietly.run(idle::run);
		}
	}

}
