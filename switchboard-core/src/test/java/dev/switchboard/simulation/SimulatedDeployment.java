package dev.switchboard.simulation;

import java.util.List;

import dev.switchboard.simulation.Scenario.Headers;
import dev.switchboard.simulation.Traffic.Call;

/**
 * A deployment that charges tokens and requests at admission. What does not fit is
 * refused, not charged, and told when to come again.
 */
abstract class SimulatedDeployment {

	private final Scenario scenario;

	private final int index;

	private final List<Weather> weather;

	SimulatedDeployment(Scenario scenario, int index) {
		this.scenario = scenario;
		this.index = index;
		this.weather = scenario.weather().stream().filter((weather) -> weather.deployment() == index).toList();
	}

	/**
	 * Creates a deployment of the kind that the scenario asks for.
	 * @param scenario the scenario
	 * @param index the number of the deployment
	 * @param phase when its windows begin, from 0 to 60
	 * @return the deployment
	 */
	static SimulatedDeployment of(Scenario scenario, int index, double phase) {
		return switch (scenario.server()) {
			case WINDOWS -> new WindowedDeployment(scenario, index, phase);
			case BUCKETS, BUCKETS_TAKEN_FOR_WINDOWS -> new RefillingDeployment(scenario, index);
		};
	}

	/** Answers a request at the time it is sent. */
	final Answer answer(Call call, double second) {
		if (is(Weather.Kind.DEAD, second)) {
			return new Answer(Outcome.UNREACHABLE, 0, -1, -1, -1, 0);
		}
		advance(second);
		long limit = limit(second);
		Outcome outcome = outcome(call, second);
		double retryAfter = 0;
		if (outcome == Outcome.SERVED) {
			charge(call);
		}
		else {
			retryAfter = retryAfter(outcome, call, second);
		}
		double seconds = call.seconds() * slowness(second);
		boolean silent = this.scenario.headers() == Headers.NONE
				|| (this.scenario.headers() == Headers.HALF && call.chance() < 0.5);
		return silent ? new Answer(outcome, retryAfter, -1, -1, -1, seconds)
				: new Answer(outcome, retryAfter, limit, limit - tokens(), resetIn(), seconds);
	}

	/** How many times as long as usual an answer takes: only the oracle may ask. */
	final double slowness(double second) {
		return this.scenario.slowness().of(this.index) * (is(Weather.Kind.SLOW, second) ? 5 : 1)
				* (is(Weather.Kind.CRAWLING, second) ? 10 : 1);
	}

	/** Whether a request would be served: only the oracle may ask. */
	final boolean hasRoom(Call call, double second) {
		advance(second);
		return !is(Weather.Kind.DEAD, second) && outcome(call, second) == Outcome.SERVED;
	}

	private Outcome outcome(Call call, double second) {
		if (tokens() + call.tokens() > limit(second)) {
			return Outcome.TOKENS_REFUSED;
		}
		return hasRequestLeft() ? Outcome.SERVED : Outcome.REQUESTS_REFUSED;
	}

	/** Lets time pass. */
	abstract void advance(double second);

	/** Tokens that are charged. */
	abstract long tokens();

	/** Whether there is room for one more request. */
	abstract boolean hasRequestLeft();

	/** Charges a request. */
	abstract void charge(Call call);

	/** Seconds after which a request that was refused may be served. */
	abstract double retryAfter(Outcome refused, Call call, double second);

	/** Seconds until the token limit is said to be whole again, or -1 when nothing is. */
	abstract double resetIn();

	/** Seconds until what is left expires unused: only the oracle may ask. */
	abstract double expiresIn(double second);

	final long limit(double second) {
		long limit = this.scenario.tokensPerMinute(this.index);
		return is(Weather.Kind.HALVED, second) ? limit / 2 : limit;
	}

	final long requestsPerMinute() {
		return this.scenario.requestsPerMinute(this.index);
	}

	private boolean is(Weather.Kind kind, double second) {
		for (Weather weather : this.weather) {
			if (weather.kind() == kind && weather.isOn(second)) {
				return true;
			}
		}
		return false;
	}

	enum Outcome {

		SERVED, TOKENS_REFUSED, REQUESTS_REFUSED, UNREACHABLE

	}

	/**
	 * What a deployment answers.
	 *
	 * @param outcome whether it serves
	 * @param retryAfter seconds after which it may, when it refuses
	 * @param limit the token limit it names, or -1
	 * @param remaining the remaining tokens it names, or -1
	 * @param resetIn seconds until the limit is whole again as it names them, or -1
	 * @param seconds how long the answer takes
	 */
	record Answer(Outcome outcome, double retryAfter, long limit, long remaining, double resetIn, double seconds) {

		boolean served() {
			return this.outcome == Outcome.SERVED;
		}

	}

}
