package dev.switchboard.simulation;

import dev.switchboard.simulation.Traffic.Call;

/**
 * A deployment as Azure runs it: tokens are charged against a window of 60 s whose phase
 * nobody knows, requests against slices of ten seconds. Waits are whole seconds, and no
 * answer says when a window ends.
 */
final class WindowedDeployment extends SimulatedDeployment {

	private static final double WINDOW = 60;

	private static final double SLICE = 10;

	private final double phase;

	private long window = -1;

	private long slice = -1;

	private long tokens;

	private long requests;

	WindowedDeployment(Scenario scenario, int index, double phase) {
		super(scenario, index);
		this.phase = phase;
	}

	@Override
	void advance(double second) {
		long window = (long) ((second + this.phase) / WINDOW);
		if (window != this.window) {
			this.window = window;
			this.tokens = 0;
		}
		long slice = (long) ((second + this.phase) / SLICE);
		if (slice != this.slice) {
			this.slice = slice;
			this.requests = 0;
		}
	}

	@Override
	long tokens() {
		return this.tokens;
	}

	@Override
	boolean hasRequestLeft() {
		return this.requests + 1 <= requestsPerMinute() / (WINDOW / SLICE);
	}

	@Override
	void charge(Call call) {
		this.tokens += call.tokens();
		this.requests++;
	}

	@Override
	double retryAfter(Outcome refused, Call call, double second) {
		return Math.ceil((refused == Outcome.TOKENS_REFUSED) ? expiresIn(second)
				: (this.slice + 1) * SLICE - second - this.phase);
	}

	@Override
	double resetIn() {
		return -1;
	}

	@Override
	double expiresIn(double second) {
		return WINDOW - (second + this.phase) % WINDOW;
	}

}
