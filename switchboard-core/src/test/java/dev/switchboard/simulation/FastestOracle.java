package dev.switchboard.simulation;

import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * A balancer that knows everything, and takes the fastest of the deployments with room;
 * of several, the one whose room expires first.
 */
final class FastestOracle implements Balancer {

	private final SimulatedDeployment[] deployments;

	FastestOracle(SimulatedDeployment[] deployments) {
		this.deployments = deployments;
	}

	@Override
	public @Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second) {
		int best = -1;
		for (int i = 0; i < this.deployments.length; i++) {
			if (this.deployments[i].hasRoom(call, second) && (best < 0 || isBetter(i, best, second))) {
				best = i;
			}
		}
		return (best >= 0) ? new Attempt(call, best, previous) : null;
	}

	private boolean isBetter(int a, int b, double second) {
		int faster = Double.compare(this.deployments[a].slowness(second), this.deployments[b].slowness(second));
		return faster < 0
				|| (faster == 0 && this.deployments[a].expiresIn(second) < this.deployments[b].expiresIn(second));
	}

	@Override
	public void ended(Attempt attempt, Answer answer, double second) {
	}

}
