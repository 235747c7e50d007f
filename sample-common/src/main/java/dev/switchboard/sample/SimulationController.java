package dev.switchboard.sample;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.switchboard.sample.simulation.SimulatedAzure;
import dev.switchboard.sample.simulation.SimulatedDeployment;
import dev.switchboard.sample.simulation.SimulatedFault;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Breaks simulated deployments. Absent when real ones are used.
 */
@RestController
@ConditionalOnBean(SimulatedAzure.class)
class SimulationController {

	private final SimulatedAzure simulation;

	SimulationController(SimulatedAzure simulation) {
		this.simulation = simulation;
	}

	@GetMapping("/simulation")
	Map<String, Set<SimulatedFault>> faults() {
		Map<String, Set<SimulatedFault>> faults = new TreeMap<>();
		this.simulation.deployments().forEach((region, deployment) -> faults.put(region, deployment.faults()));
		return faults;
	}

	@PutMapping("/simulation/{region}/{fault}")
	Map<String, Set<SimulatedFault>> breakIt(@PathVariable String region, @PathVariable SimulatedFault fault) {
		deployment(region).set(fault, true);
		return faults();
	}

	@DeleteMapping("/simulation/{region}/{fault}")
	Map<String, Set<SimulatedFault>> mend(@PathVariable String region, @PathVariable SimulatedFault fault) {
		deployment(region).set(fault, false);
		return faults();
	}

	private SimulatedDeployment deployment(String region) {
		SimulatedDeployment deployment = this.simulation.deployments().get(region);
		if (deployment == null) {
			throw new ResponseStatusException(HttpStatus.NOT_FOUND,
					"There is no deployment '" + region + "', only " + this.simulation.deployments().keySet());
		}
		return deployment;
	}

}
