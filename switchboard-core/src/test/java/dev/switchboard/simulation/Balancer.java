package dev.switchboard.simulation;

import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * One client's way of choosing deployments. Time is that of the simulation, in seconds.
 */
interface Balancer {

	/**
	 * Chooses a deployment for an attempt.
	 * @param call the request
	 * @param previous the attempt before, or {@code null} for the first
	 * @param second the time
	 * @return the attempt, or {@code null} to give up
	 */
	@Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second);

	/**
	 * Hears how an attempt ended.
	 * @param attempt the attempt
	 * @param answer the answer
	 * @param second the time
	 */
	void ended(Attempt attempt, Answer answer, double second);

	/** One attempt of a request. */
	class Attempt {

		final Call call;

		final int deployment;

		final int number;

		/** Deployments tried so far, as bits. */
		final long tried;

		Attempt(Call call, int deployment, @Nullable Attempt previous) {
			this.call = call;
			this.deployment = deployment;
			this.number = (previous != null) ? previous.number + 1 : 1;
			this.tried = ((previous != null) ? previous.tried : 0) | 1L << deployment;
		}

		boolean hasTried(int deployment) {
			return (this.tried & 1L << deployment) != 0;
		}

	}

}
