package dev.switchboard.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.switchboard.simulation.Balancer.Attempt;
import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.SimulatedDeployment.Outcome;
import dev.switchboard.simulation.Traffic.Call;

/**
 * Uncoordinated clients against simulated deployments, in virtual time. The same scenario
 * has the same arrivals, phases and weather for every contender.
 */
final class Simulation {

	private final Scenario scenario;

	private final SimulatedDeployment[] deployments;

	private final Balancer[] clients;

	/** Answers that are under way, by the time they arrive. */
	private final PriorityQueue<Ending> endings = new PriorityQueue<>((a, b) -> Double.compare(a.second(), b.second()));

	private final Result.Counts counts = new Result.Counts();

	private Simulation(Scenario scenario, Contender contender) {
		this.scenario = scenario;
		SplittableRandom phases = new SplittableRandom(scenario.seed() + 1_000_003);
		this.deployments = IntStream.range(0, scenario.deployments())
			.mapToObj((i) -> SimulatedDeployment.of(scenario, i, phases.nextDouble() * 60))
			.toArray(SimulatedDeployment[]::new);
		SplittableRandom choices = new SplittableRandom(scenario.seed() + 2_000_003);
		this.clients = IntStream.range(0, Traffic.clientsOf(scenario))
			.mapToObj((i) -> contender.balancer(scenario, this.deployments, choices.split()))
			.toArray(Balancer[]::new);
	}

	static Result run(Scenario scenario, Contender contender) {
		Simulation simulation = new Simulation(scenario, contender);
		Traffic traffic = new Traffic(scenario);
		for (Call call = traffic.next(); call.second() < scenario.end(); call = traffic.next()) {
			simulation.endUntil(call.second());
			simulation.arrive(call);
		}
		return simulation.counts.result();
	}

	private void endUntil(double second) {
		while (!this.endings.isEmpty() && this.endings.peek().second() <= second) {
			Ending ending = this.endings.poll();
			client(ending.attempt()).ended(ending.attempt(), ending.answer(), ending.second());
		}
	}

	private Balancer client(Attempt attempt) {
		return this.clients[attempt.call.client()];
	}

	private void arrive(Call call) {
		Balancer client = this.clients[call.client()];
		boolean throttled = false;
		boolean unreachable = false;
		int refusals = 0;
		boolean served = false;
		double seconds = 0;
		Attempt attempt = client.attempt(call, null, call.second());
		while (attempt != null && !served) {
			Answer answer = this.deployments[attempt.deployment].answer(call, call.second());
			if (answer.served()) {
				served = true;
				seconds = answer.seconds();
				this.endings.add(new Ending(call.second() + answer.seconds(), attempt, answer));
			}
			else {
				unreachable |= answer.outcome() == Outcome.UNREACHABLE;
				throttled |= answer.outcome() != Outcome.UNREACHABLE;
				refusals += (answer.outcome() != Outcome.UNREACHABLE) ? 1 : 0;
				client.ended(attempt, answer, call.second());
				attempt = client.attempt(call, attempt, call.second());
			}
		}
		if (call.second() >= this.scenario.warmUpSeconds()) {
			this.counts.add(call, served, throttled, refusals, unreachable, seconds);
		}
	}

	private record Ending(double second, Attempt attempt, Answer answer) {

	}

}
