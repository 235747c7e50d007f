package dev.switchboard.sample.simulation;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import dev.switchboard.sample.simulation.Admission.Limit;
import org.jspecify.annotations.Nullable;

/**
 * One simulated deployment: its limits, what is wrong with it, and how busy it is.
 * <p>
 * Azure evaluates the request limit over shorter slices than a minute; here the whole
 * minute counts, so that a short burst by hand is not refused.
 */
public final class SimulatedDeployment {

	static final Duration THROTTLE_WAIT = Duration.ofSeconds(10);

	private final String region;

	private final LongSupplier nanoClock;

	private final RateWindow tokens;

	private final RateWindow requests;

	private final Set<SimulatedFault> faults = EnumSet.noneOf(SimulatedFault.class);

	private final AtomicInteger inFlight = new AtomicInteger();

	private final AtomicInteger received = new AtomicInteger();

	SimulatedDeployment(String region, long tokensPerMinute, long requestsPerMinute, Duration phase,
			LongSupplier nanoClock) {
		this.region = region;
		this.nanoClock = nanoClock;
		this.tokens = new RateWindow(tokensPerMinute, nanoClock.getAsLong(), phase);
		this.requests = new RateWindow(requestsPerMinute, nanoClock.getAsLong(), phase);
	}

	/**
	 * The region, which is the first segment of the deployment's path.
	 * @return for example {@code east}
	 */
	public String region() {
		return this.region;
	}

	/**
	 * Switches a fault on or off. Exchanges under way are not touched.
	 * @param fault the fault
	 * @param on whether it is to be on
	 */
	public void set(SimulatedFault fault, boolean on) {
		synchronized (this.faults) {
			if (on) {
				this.faults.add(fault);
			}
			else {
				this.faults.remove(fault);
			}
		}
	}

	/**
	 * The faults that are on.
	 * @return a copy
	 */
	public Set<SimulatedFault> faults() {
		synchronized (this.faults) {
			return EnumSet.copyOf(this.faults);
		}
	}

	/**
	 * Requests received since the start, refused ones included.
	 * @return the number of requests
	 */
	public int received() {
		return this.received.get();
	}

	/**
	 * Exchanges under way: received, and neither answered to the end nor cancelled.
	 * @return the number of exchanges
	 */
	public int inFlight() {
		return this.inFlight.get();
	}

	void begin() {
		this.received.incrementAndGet();
		this.inFlight.incrementAndGet();
	}

	void end() {
		this.inFlight.decrementAndGet();
	}

	/**
	 * Charges a request against both limits, or refuses and charges it against none.
	 */
	synchronized Admission admit(long amount) {
		long now = this.nanoClock.getAsLong();
		Limit exceeded = null;
		if (this.requests.remaining(now) < 1) {
			exceeded = Limit.REQUESTS;
		}
		else if (this.tokens.remaining(now) < amount) {
			exceeded = Limit.TOKENS;
		}
		else {
			this.requests.take(1);
			this.tokens.take(amount);
		}
		return reading(exceeded, this.tokens.untilReset(now), now);
	}

	/** The refusal of a deployment that is {@link SimulatedFault#THROTTLED}. */
	synchronized Admission refuse() {
		return reading(Limit.TOKENS, THROTTLE_WAIT, this.nanoClock.getAsLong());
	}

	private Admission reading(@Nullable Limit exceeded, Duration retryAfter, long now) {
		return new Admission(exceeded, retryAfter, this.tokens.limit(), this.tokens.remaining(now),
				this.requests.limit(), this.requests.remaining(now));
	}

}
