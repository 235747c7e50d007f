package dev.switchboard.simulation;

import dev.switchboard.simulation.Traffic.Call;

/**
 * A deployment as OpenAI runs it: a bucket of tokens and one of requests, each as large
 * as the limit of a minute and refilled all the time, a sixtieth per second. Every answer
 * says when the bucket of tokens would be full again, which is no window's end.
 */
final class RefillingDeployment extends SimulatedDeployment {

	private static final double MINUTE = 60;

	private double second;

	private double tokens;

	private double requests;

	RefillingDeployment(Scenario scenario, int index) {
		super(scenario, index);
	}

	@Override
	void advance(double second) {
		double passed = (second - this.second) / MINUTE;
		this.tokens = Math.max(0, this.tokens - passed * limit(second));
		this.requests = Math.max(0, this.requests - passed * requestsPerMinute());
		this.second = second;
	}

	@Override
	long tokens() {
		return (long) Math.ceil(this.tokens);
	}

	@Override
	boolean hasRequestLeft() {
		return this.requests + 1 <= requestsPerMinute();
	}

	@Override
	void charge(Call call) {
		this.tokens += call.tokens();
		this.requests++;
	}

	@Override
	double retryAfter(Outcome refused, Call call, double second) {
		return (refused == Outcome.TOKENS_REFUSED)
				? MINUTE * (this.tokens + call.tokens() - limit(second)) / limit(second)
				: MINUTE * (this.requests + 1 - requestsPerMinute()) / requestsPerMinute();
	}

	@Override
	double resetIn() {
		return MINUTE * this.tokens / limit(this.second);
	}

	@Override
	double expiresIn(double second) {
		return resetIn();
	}

}
