package dev.switchboard.failover;

/**
 * The decision that another attempt follows, as the loops understand it: spring-retry's
 * and Reactor's retries repeat what throws this, and nothing else. What an attempt really
 * threw stays with its {@link Round}.
 */
public final class Failover extends RuntimeException {

	/** Shared: without stack trace and suppressed errors it has no state. */
	static final Failover NEXT = new Failover();

	private Failover() {
		super("Another attempt follows", null, false, false);
	}

}
