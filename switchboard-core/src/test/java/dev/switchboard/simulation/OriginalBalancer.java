package dev.switchboard.simulation;

import java.util.Arrays;
import java.util.SplittableRandom;

import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * A model of the Python library azure-switchboard: two distinct deployments at uniform
 * random, the less utilized by own use in a window that begins with the client, the
 * prompt's estimate reserved beforehand, ten seconds of cooldown whatever the service
 * asks for, two attempts.
 */
final class OriginalBalancer implements Balancer {

	private static final double WINDOW = 60;

	private static final double COOLDOWN = 10;

	private static final int MAX_ATTEMPTS = 2;

	private final Scenario scenario;

	private final SplittableRandom random;

	private final long[] tokens;

	private final long[] requests;

	private final double[] coolingUntil;

	private double nextReset;

	OriginalBalancer(Scenario scenario, SplittableRandom random) {
		this.scenario = scenario;
		this.random = random;
		this.tokens = new long[scenario.deployments()];
		this.requests = new long[scenario.deployments()];
		this.coolingUntil = new double[scenario.deployments()];
		this.nextReset = random.nextDouble() * WINDOW;
	}

	@Override
	public @Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second) {
		if (previous != null && previous.number == MAX_ATTEMPTS) {
			return null;
		}
		resetUsage(second);
		int[] eligible = new int[this.tokens.length];
		int count = 0;
		for (int i = 0; i < this.tokens.length; i++) {
			if (utilization(i, second) < 1) {
				eligible[count++] = i;
			}
		}
		if (count == 0) {
			for (int i = 0; i < this.tokens.length; i++) {
				eligible[count++] = i;
			}
		}
		int chosen = eligible[this.random.nextInt(count)];
		if (count > 1) {
			int other = chosen;
			while (other == chosen) {
				other = eligible[this.random.nextInt(count)];
			}
			if (utilization(other, second) < utilization(chosen, second)) {
				chosen = other;
			}
		}
		this.tokens[chosen] += call.estimatedPrompt();
		this.requests[chosen]++;
		return new Attempt(call, chosen, previous);
	}

	private double utilization(int deployment, double second) {
		if (second < this.coolingUntil[deployment]) {
			return 1;
		}
		double tokens = (double) this.tokens[deployment] / this.scenario.tokensPerMinute(deployment);
		double requests = (double) this.requests[deployment] / this.scenario.requestsPerMinute(deployment);
		double noisy = Math.max(tokens, requests) + 0.01 * this.random.nextDouble();
		return Math.round(noisy * 1_000) / 1_000.0;
	}

	private void resetUsage(double second) {
		while (second >= this.nextReset) {
			this.nextReset += WINDOW;
			Arrays.fill(this.tokens, 0);
			Arrays.fill(this.requests, 0);
		}
	}

	@Override
	public void ended(Attempt attempt, Answer answer, double second) {
		resetUsage(second);
		if (answer.served()) {
			this.tokens[attempt.deployment] += attempt.call.tokens() - attempt.call.estimatedPrompt();
		}
		else {
			this.coolingUntil[attempt.deployment] = second + COOLDOWN;
		}
	}

}
