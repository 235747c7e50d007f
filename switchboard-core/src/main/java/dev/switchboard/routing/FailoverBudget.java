package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The failovers that a model can still afford: each round earns a fraction of one, a
 * failover spends one. The last guard against faults that come everywhere at once.
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
