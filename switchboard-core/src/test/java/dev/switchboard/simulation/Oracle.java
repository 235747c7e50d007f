package dev.switchboard.simulation;

import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * A balancer that knows everything: of the deployments with room it takes the one whose
 * window ends first, or whose bucket is full first, because what is left there expires
 * first.
 */
final class Oracle implements Balancer {

	private final SimulatedDeployment[] deployments;

	Oracle(SimulatedDeployment[] deployments) {
		this.deployments = deployments;
	}

	@Override
	public @Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second) {
		int best = -1;
		for (int i = 0; i < this.deployments.length; i++) {
			if (this.deployments[i].hasRoom(call, second)
					&& (best < 0 || this.deployments[i].expiresIn(second) < this.deployments[best].expiresIn(second))) {
				best = i;
			}
		}
		return (best >= 0) ? new Attempt(call, best, previous) : null;
	}

	@Override
	public void ended(Attempt attempt, Answer answer, double second) {
	}

}
