package dev.switchboard.simulation;

import java.util.SplittableRandom;

import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * What a load balancer does that does not account for tokens, with a good hand-made retry
 * around it: two attempts, never on the same deployment, and none where the service has
 * asked to wait as long as there is another.
 */
abstract class SimpleBalancer implements Balancer {

	private static final int MAX_ATTEMPTS = 2;

	/** After so many choices in vain everything is taken to be throttled. */
	private static final int CHOICES = 64;

	private static final double UNREACHABLE_COOLDOWN = 10;

	private final double[] coolingUntil;

	private final int[] inFlight;

	SimpleBalancer(Scenario scenario) {
		this.coolingUntil = new double[scenario.deployments()];
		this.inFlight = new int[scenario.deployments()];
	}

	@Override
	public final @Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second) {
		if (previous != null && previous.number == MAX_ATTEMPTS) {
			return null;
		}
		int deployment = choose(second);
		for (int i = 0; i < CHOICES && isUnwanted(deployment, previous, second); i++) {
			deployment = choose(second);
		}
		this.inFlight[deployment]++;
		return new Attempt(call, deployment, previous);
	}

	private boolean isUnwanted(int deployment, @Nullable Attempt previous, double second) {
		return isCoolingDown(deployment, second) || (previous != null && previous.hasTried(deployment));
	}

	@Override
	public final void ended(Attempt attempt, Answer answer, double second) {
		if (!answer.served()) {
			double wait = (answer.retryAfter() > 0) ? answer.retryAfter() : UNREACHABLE_COOLDOWN;
			this.coolingUntil[attempt.deployment] = second + wait;
		}
		else {
			served(attempt, answer, second);
		}
		this.inFlight[attempt.deployment]--;
	}

	final boolean isCoolingDown(int deployment, double second) {
		return second < this.coolingUntil[deployment];
	}

	abstract int choose(double second);

	final int inFlight(int deployment) {
		return this.inFlight[deployment];
	}

	final int deployments() {
		return this.inFlight.length;
	}

	void served(Attempt attempt, Answer answer, double second) {
	}

	/** One after the other. */
	static final class RoundRobin extends SimpleBalancer {

		private final int deployments;

		private int next;

		RoundRobin(Scenario scenario, SplittableRandom random) {
			super(scenario);
			this.deployments = scenario.deployments();
			this.next = random.nextInt(this.deployments);
		}

		@Override
		int choose(double second) {
			this.next = (this.next + 1) % this.deployments;
			return this.next;
		}

	}

	/** At random, in proportion to the limits. */
	static final class WeightedRandom extends SimpleBalancer {

		private final Scenario scenario;

		private final SplittableRandom random;

		WeightedRandom(Scenario scenario, SplittableRandom random) {
			super(scenario);
			this.scenario = scenario;
			this.random = random;
		}

		@Override
		int choose(double second) {
			double rest = this.random.nextDouble() * this.scenario.deployments() * this.scenario.meanTokensPerMinute();
			for (int i = 0; i < this.scenario.deployments() - 1; i++) {
				rest -= this.scenario.tokensPerMinute(i);
				if (rest < 0) {
					return i;
				}
			}
			return this.scenario.deployments() - 1;
		}

	}

	/** Of two at random the one with fewer requests in flight. */
	static final class InFlight extends SimpleBalancer {

		private final SplittableRandom random;

		InFlight(Scenario scenario, SplittableRandom random) {
			super(scenario);
			this.random = random;
		}

		@Override
		int choose(double second) {
			int a = this.random.nextInt(deployments());
			int b = this.random.nextInt(deployments());
			return (inFlight(b) < inFlight(a)) ? b : a;
		}

	}

}
