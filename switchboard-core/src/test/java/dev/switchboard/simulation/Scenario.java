package dev.switchboard.simulation;

import java.util.List;

/**
 * One setting of the simulation.
 *
 * @param clients how many clients share the deployments without knowing each other
 * @param deployments how many deployments there are
 * @param limits how their limits differ
 * @param meanTokensPerMinute the mean of the limits
 * @param requestsPerKiloToken the request limit per 1,000 tokens of the token limit; 6
 * for most models, 1 for the newer ones
 * @param load what is asked for, as a share of all token limits together
 * @param server how the deployments count
 * @param headers what the deployments tell
 * @param weather what happens meanwhile
 * @param slowness how long answers take
 * @param warmUpSeconds time before anything is measured
 * @param seconds time that is measured
 * @param seed makes the run repeatable
 */
record Scenario(int clients, int deployments, Limits limits, long meanTokensPerMinute, double requestsPerKiloToken,
		double load, Server server, Headers headers, List<Weather> weather, Slowness slowness, int warmUpSeconds,
		int seconds, long seed) {

	static Scenario of(int clients, int deployments, Limits limits, double load) {
		return new Scenario(clients, deployments, limits, 240_000, 6, load, Server.WINDOWS, Headers.ALL, List.of(),
				Slowness.RANDOM, 600, 3_000, 1);
	}

	Scenario withServer(Server server) {
		return new Scenario(this.clients, this.deployments, this.limits, this.meanTokensPerMinute,
				this.requestsPerKiloToken, this.load, server, this.headers, this.weather, this.slowness,
				this.warmUpSeconds, this.seconds, this.seed);
	}

	Scenario withHeaders(Headers headers) {
		return new Scenario(this.clients, this.deployments, this.limits, this.meanTokensPerMinute,
				this.requestsPerKiloToken, this.load, this.server, headers, this.weather, this.slowness,
				this.warmUpSeconds, this.seconds, this.seed);
	}

	Scenario withMeanLimit(long tokensPerMinute, double requestsPerKiloToken) {
		return new Scenario(this.clients, this.deployments, this.limits, tokensPerMinute, requestsPerKiloToken,
				this.load, this.server, this.headers, this.weather, this.slowness, this.warmUpSeconds, this.seconds,
				this.seed);
	}

	Scenario withWeather(Weather... weather) {
		return new Scenario(this.clients, this.deployments, this.limits, this.meanTokensPerMinute,
				this.requestsPerKiloToken, this.load, this.server, this.headers, List.of(weather), this.slowness,
				this.warmUpSeconds, this.seconds, this.seed);
	}

	Scenario withSlowness(Slowness slowness) {
		return new Scenario(this.clients, this.deployments, this.limits, this.meanTokensPerMinute,
				this.requestsPerKiloToken, this.load, this.server, this.headers, this.weather, slowness,
				this.warmUpSeconds, this.seconds, this.seed);
	}

	Scenario lasting(int warmUpSeconds, int seconds) {
		return new Scenario(this.clients, this.deployments, this.limits, this.meanTokensPerMinute,
				this.requestsPerKiloToken, this.load, this.server, this.headers, this.weather, this.slowness,
				warmUpSeconds, seconds, this.seed);
	}

	Scenario withSeed(long seed) {
		return new Scenario(this.clients, this.deployments, this.limits, this.meanTokensPerMinute,
				this.requestsPerKiloToken, this.load, this.server, this.headers, this.weather, this.slowness,
				this.warmUpSeconds, this.seconds, seed);
	}

	int end() {
		return this.warmUpSeconds + this.seconds;
	}

	long tokensPerMinute(int deployment) {
		if (this.limits == Limits.EQUAL) {
			return this.meanTokensPerMinute;
		}
		// half of the deployments are large; of three, one
		int large = this.deployments / 2;
		double small = (double) this.meanTokensPerMinute * this.deployments / (this.deployments + 9 * large);
		return Math.round((deployment < large) ? 10 * small : small);
	}

	long requestsPerMinute(int deployment) {
		return Math.round(tokensPerMinute(deployment) * this.requestsPerKiloToken / 1_000);
	}

	enum Limits {

		EQUAL, TEN_TO_ONE

	}

	enum Server {

		/** In windows of a minute, as Azure does. */
		WINDOWS,

		/** With buckets that refill all the time, as OpenAI does. */
		BUCKETS,

		/** The same, and the clients have been told that there are windows. */
		BUCKETS_TAKEN_FOR_WINDOWS

	}

	enum Headers {

		/** Every response says what remains. */
		ALL,

		/** Half of the responses say -1, as the service sometimes does. */
		HALF,

		/** No response says anything. */
		NONE

	}

}
