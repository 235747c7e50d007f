package dev.switchboard.simulation;

import java.util.List;

import dev.switchboard.simulation.Scenario.Headers;
import dev.switchboard.simulation.Traffic.Call;

/**
 * A deployment as Azure runs it: tokens are charged at admission against a window of 60 s
 * whose phase nobody knows, requests against slices of ten seconds. What does not fit is
 * refused, not charged, and told when to come again.
 */
final class SimulatedDeployment {

	private static final double WINDOW = 60;

	private static final double SLICE = 10;

	private final Scenario scenario;

	private final int index;

	private final double phase;

	private final List<Weather> weather;

	private long window = -1;

	private long slice = -1;

	private long tokens;

	private long requests;

	SimulatedDeployment(Scenario scenario, int index, double phase) {
		this.scenario = scenario;
		this.index = index;
		this.phase = phase;
		this.weather = scenario.weather().stream().filter((weather) -> weather.deployment() == index).toList();
	}

	/** Answers a request at the time it is sent. */
	Answer answer(Call call, double second) {
		if (is(Weather.Kind.DEAD, second)) {
			return new Answer(Outcome.UNREACHABLE, 0, -1, -1, 0);
		}
		advance(second);
		boolean silent = this.scenario.headers() == Headers.NONE
				|| (this.scenario.headers() == Headers.HALF && call.chance() < 0.5);
		long limit = limit(second);
		if (this.tokens + call.tokens() > limit) {
			return new Answer(Outcome.TOKENS_REFUSED, Math.ceil(secondsLeft(second)), silent ? -1 : limit,
					silent ? -1 : limit - this.tokens, 0);
		}
		if (this.requests + 1 > this.scenario.requestsPerMinute(this.index) / (WINDOW / SLICE)) {
			return new Answer(Outcome.REQUESTS_REFUSED, Math.ceil((this.slice + 1) * SLICE - second - this.phase),
					silent ? -1 : limit, silent ? -1 : limit - this.tokens, 0);
		}
		this.tokens += call.tokens();
		this.requests++;
		double seconds = call.seconds() * (is(Weather.Kind.SLOW, second) ? 5 : 1);
		return new Answer(Outcome.SERVED, 0, silent ? -1 : limit, silent ? -1 : limit - this.tokens, seconds);
	}

	private void advance(double second) {
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

	/** Whether a request would be served: only the oracle may ask. */
	boolean hasRoom(Call call, double second) {
		advance(second);
		return !is(Weather.Kind.DEAD, second) && this.tokens + call.tokens() <= limit(second)
				&& this.requests + 1 <= this.scenario.requestsPerMinute(this.index) / (WINDOW / SLICE);
	}

	/** Seconds until the current window ends. */
	double secondsLeft(double second) {
		return WINDOW - (second + this.phase) % WINDOW;
	}

	private long limit(double second) {
		long limit = this.scenario.tokensPerMinute(this.index);
		return is(Weather.Kind.HALVED, second) ? limit / 2 : limit;
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
	 * @param retryAfter whole seconds after which it may, when it refuses
	 * @param limit the token limit it names, or -1
	 * @param remaining the remaining tokens it names, or -1
	 * @param seconds how long the answer takes
	 */
	record Answer(Outcome outcome, double retryAfter, long limit, long remaining, double seconds) {

		boolean served() {
			return this.outcome == Outcome.SERVED;
		}

	}

}
