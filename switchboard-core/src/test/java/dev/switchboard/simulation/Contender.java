package dev.switchboard.simulation;

import java.util.SplittableRandom;

/** Who takes part in the simulation. */
enum Contender {

	ROUND_ROBIN, WEIGHTED_RANDOM, IN_FLIGHT, PEAK_EWMA, LATENCY_BASED, ORIGINAL, SWITCHBOARD, LIMITS_ONLY, ORACLE,
	FASTEST;

	Balancer balancer(Scenario scenario, SimulatedDeployment[] deployments, SplittableRandom random) {
		return switch (this) {
			case ROUND_ROBIN -> new SimpleBalancer.RoundRobin(scenario, random);
			case WEIGHTED_RANDOM -> new SimpleBalancer.WeightedRandom(scenario, random);
			case IN_FLIGHT -> new SimpleBalancer.InFlight(scenario, random);
			case PEAK_EWMA -> new PeakEwma(scenario, random);
			case LATENCY_BASED -> new LatencyBased(scenario, random);
			case ORIGINAL -> new OriginalBalancer(scenario, random);
			case SWITCHBOARD -> new SwitchboardBalancer(scenario, random, true);
			case LIMITS_ONLY -> new SwitchboardBalancer(scenario, random, false);
			case ORACLE -> new Oracle(deployments, false);
			case FASTEST -> new Oracle(deployments, true);
		};
	}

}
