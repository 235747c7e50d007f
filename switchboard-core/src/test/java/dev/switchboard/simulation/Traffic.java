package dev.switchboard.simulation;

import java.util.SplittableRandom;

/**
 * The requests of all clients, one after the other: Poisson arrivals of prompts and
 * completions with lognormal lengths. The same seed makes the same requests, so that all
 * contenders face the same ones.
 */
final class Traffic {

	/** Median 800, sigma 1, at most 32,000: the mean of the untruncated is 1,319. */
	private static final double MEAN_PROMPT = 800 * StrictMath.exp(0.5);

	/** Median 300, sigma 1, at most 8,000: the mean of the untruncated is 495. */
	static final double MEAN_COMPLETION = 300 * StrictMath.exp(0.5);

	private static final int JOINING = 10;

	private final Scenario scenario;

	private final SplittableRandom random;

	private final double perSecond;

	private double second;

	Traffic(Scenario scenario) {
		this.scenario = scenario;
		this.random = new SplittableRandom(scenario.seed());
		double tokensPerMinute = 0;
		for (int i = 0; i < scenario.deployments(); i++) {
			tokensPerMinute += scenario.tokensPerMinute(i);
		}
		this.perSecond = tokensPerMinute * scenario.load() / 60 / (MEAN_PROMPT + MEAN_COMPLETION);
	}

	/** The next request. Time passes with every call. */
	Call next() {
		this.second += -StrictMath.log(1 - this.random.nextDouble()) / (this.perSecond * surge());
		int prompt = (int) Math.min(32_000, 800 * StrictMath.exp(this.random.nextGaussian()));
		int completion = (int) Math.max(1, Math.min(8_000, 300 * StrictMath.exp(this.random.nextGaussian())));
		double error = 1 + 0.15 * this.random.nextGaussian();
		int client = this.random.nextInt(clients());
		double seconds = this.scenario.slowness().seconds(completion, this.random.nextDouble());
		return new Call(this.second, client, prompt, (int) Math.max(1, prompt * Math.max(0.1, error)), completion,
				seconds, this.random.nextDouble());
	}

	private double surge() {
		boolean bursts = this.scenario.weather()
			.stream()
			.anyMatch((weather) -> weather.kind() == Weather.Kind.BURSTS && weather.isOn(this.second));
		return !bursts ? 1 : ((int) (this.second / 30) % 2 == 0) ? 0.2 : 1.5;
	}

	private int clients() {
		boolean crowded = this.scenario.weather()
			.stream()
			.anyMatch((weather) -> weather.kind() == Weather.Kind.CROWDED && weather.isOn(this.second));
		return this.scenario.clients() + (crowded ? JOINING : 0);
	}

	static int clientsOf(Scenario scenario) {
		return scenario.clients() + JOINING;
	}

	/**
	 * One request.
	 *
	 * @param second when it arrives
	 * @param client at which client
	 * @param prompt its prompt, in tokens
	 * @param estimatedPrompt what the client takes the prompt for
	 * @param completion its completion, in tokens
	 * @param seconds how long the answer takes on a deployment of usual speed
	 * @param chance a number from 0 to 1 that decides about what else is random
	 */
	record Call(double second, int client, int prompt, int estimatedPrompt, int completion, double seconds,
			double chance) {

		int tokens() {
			return this.prompt + this.completion;
		}

	}

}
