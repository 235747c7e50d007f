package dev.switchboard.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.switchboard.simulation.Balancer.Attempt;
import dev.switchboard.simulation.SimulatedDeployment.Answer;

/**
 * One at random of those whose mean seconds per token over the last ten answers are
 * within half of the best: LiteLLM's latency-based routing, with the buffer of its
 * documentation. Deployments that have not answered yet come first.
 */
final class LatencyBased extends SimpleBalancer {

	private static final int ANSWERS = 10;

	private static final double BUFFER = 0.5;

	private final SplittableRandom random;

	private final Deque<Double>[] secondsPerToken;

	@SuppressWarnings("unchecked")
	LatencyBased(Scenario scenario, SplittableRandom random) {
		super(scenario);
		this.random = random;
		this.secondsPerToken = Stream.generate(ArrayDeque::new).limit(scenario.deployments()).toArray(Deque[]::new);
	}

	@Override
	int choose(double second) {
		double[] means = Stream.of(this.secondsPerToken).mapToDouble(LatencyBased::mean).toArray();
		int[] ready = IntStream.range(0, means.length).filter((i) -> !isCoolingDown(i, second)).toArray();
		double best = IntStream.of(ready).mapToDouble((i) -> means[i]).min().orElse(0);
		int[] fast = IntStream.of(ready).filter((i) -> means[i] <= (1 + BUFFER) * best).toArray();
		return (fast.length > 0) ? fast[this.random.nextInt(fast.length)] : this.random.nextInt(means.length);
	}

	private static double mean(Deque<Double> answers) {
		return answers.stream().mapToDouble(Double::doubleValue).average().orElse(0);
	}

	@Override
	void served(Attempt attempt, Answer answer, double second) {
		Deque<Double> answers = this.secondsPerToken[attempt.deployment];
		answers.add(answer.seconds() / attempt.call.completion());
		if (answers.size() > ANSWERS) {
			answers.remove();
		}
	}

}
