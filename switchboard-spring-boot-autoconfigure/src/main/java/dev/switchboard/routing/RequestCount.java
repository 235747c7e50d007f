package dev.switchboard.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The requests of one deployment and model since the start: admitted and ended. What is
 * between the two is in flight, and a slice remembers what was admitted when it began, so
 * a request is counted once for both.
 */
final class RequestCount {

	private static final VarHandle ADMITTED;

	private static final VarHandle ENDED;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ADMITTED = lookup.findVarHandle(RequestCount.class, "admitted", long.class);
			ENDED = lookup.findVarHandle(RequestCount.class, "ended", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile long admitted;

	private volatile long ended;

	void admit() {
		ADMITTED.getAndAdd(this, 1L);
	}

	void end() {
		ENDED.getAndAdd(this, 1L);
	}

	/** Makes an admission undone: the request never left. */
	void withdraw() {
		ADMITTED.getAndAdd(this, -1L);
	}

	long admitted() {
		return this.admitted;
	}

	/**
	 * Counts the requests that were admitted after others.
	 * @param before how many had been admitted until then
	 * @return their number; not negative, whatever was withdrawn since
	 */
	long admittedSince(long before) {
		return Math.max(0, this.admitted - before);
	}

	int inFlight() {
		// in this order, or a request could have ended without having been admitted
		long over = this.ended;
		return (int) Math.max(0, this.admitted - over);
	}

}
