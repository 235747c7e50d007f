package dev.switchboard.simulation;

import java.util.SplittableRandom;

import dev.switchboard.simulation.Balancer.Attempt;
import dev.switchboard.simulation.SimulatedDeployment.Answer;

/**
 * Of two at random the one with the smaller product of latency and requests in flight:
 * Finagle's Peak EWMA. A rise of the latency counts at once, a fall over ten seconds.
 */
final class PeakEwma extends SimpleBalancer {

	private static final double DECAY = 10;

	private final SplittableRandom random;

	private final double[] latency;

	private final double[] updated;

	PeakEwma(Scenario scenario, SplittableRandom random) {
		super(scenario);
		this.random = random;
		this.latency = new double[scenario.deployments()];
		this.updated = new double[scenario.deployments()];
	}

	@Override
	int choose(double second) {
		int a = this.random.nextInt(deployments());
		int b = this.random.nextInt(deployments());
		return (cost(b, second) < cost(a, second)) ? b : a;
	}

	// without answers the latency falls towards zero, too
	private double cost(int deployment, double second) {
		observe(deployment, 0, second);
		boolean unknown = this.latency[deployment] == 0 && inFlight(deployment) > 0;
		return unknown ? Double.MAX_VALUE : this.latency[deployment] * (inFlight(deployment) + 1);
	}

	private void observe(int deployment, double seconds, double second) {
		if (seconds > this.latency[deployment]) {
			this.latency[deployment] = seconds;
		}
		else {
			double kept = Math.exp((this.updated[deployment] - second) / DECAY);
			this.latency[deployment] = this.latency[deployment] * kept + seconds * (1 - kept);
		}
		this.updated[deployment] = second;
	}

	@Override
	void served(Attempt attempt, Answer answer, double second) {
		observe(attempt.deployment, answer.seconds(), second);
	}

}
