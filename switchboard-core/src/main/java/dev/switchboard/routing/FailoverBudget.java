package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the failovers of a model: each round earns a fraction of one, and a failover
 * spends one. This keeps an outage of everything from multiplying the load.
 */
final class FailoverBudget {

	/** The balance is kept in thousandths of a failover. */
	private static final long FAILOVER = 1000;

	private final long earning;

	private final long reserve;

	private final AtomicLong balance;

	FailoverBudget(double ratio, int reserve) {
		this.earning = Math.round(ratio * FAILOVER);
		this.reserve = reserve * FAILOVER;
		this.balance = new AtomicLong(this.reserve);
	}

	void earn() {
		// full most of the time: then a round writes nothing
		if (this.balance.get() < this.reserve) {
			add(this.earning);
		}
	}

	boolean spend() {
		return this.balance.getAndUpdate((value) -> (value >= FAILOVER) ? value - FAILOVER : value) >= FAILOVER;
	}

	/** Returns a failover that was spent but not made. */
	void refund() {
		add(FAILOVER);
	}

	private void add(long amount) {
		this.balance.updateAndGet((value) -> Math.min(this.reserve, value + amount));
	}

}
