package dev.switchboard.simulation;

import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * A balancer that knows everything: of the deployments with room it takes the fastest, if
 * time matters, and of several the one whose window ends first, or whose bucket is full
 * first, because what is left there expires first.
 */
final class Oracle implements Balancer {

	private final SimulatedDeployment[] deployments;

	private final boolean fastest;

	Oracle(SimulatedDeployment[] deployments, boolean fastest) {
		this.deployments = deployments;
		this.fastest = fastest;
	}

	@Override
	public @Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second) {
		int best = -1;
		for (int i = 0; i < this.deployments.length; i++) {
			if (this.deployments[i].hasRoom(call, second)
					&& (best < 0 || isBetter(this.deployments[i], this.deployments[best], second))) {
				best = i;
			}
		}
		return (best >= 0) ? new Attempt(call, best, previous) : null;
	}

	private boolean isBetter(SimulatedDeployment a, SimulatedDeployment b, double second) {
		int slower = this.fastest ? Double.compare(a.slowness(second), b.slowness(second)) : 0;
		return (slower != 0) ? slower < 0 : a.expiresIn(second) < b.expiresIn(second);
	}

	@Override
	public void ended(Attempt attempt, Answer answer, double second) {
	}

}
