package dev.switchboard.simulation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.ServerReport;
import dev.switchboard.routing.TokenUsage;
import dev.switchboard.simulation.Scenario.Server;
import dev.switchboard.simulation.SimulatedDeployment.Answer;
import dev.switchboard.simulation.SimulatedDeployment.Outcome;
import dev.switchboard.simulation.Traffic.Call;
import org.jspecify.annotations.Nullable;

/**
 * The real router, in virtual time.
 */
final class SwitchboardBalancer implements Balancer {

	private static final int MAX_ATTEMPTS = 5;

	private final Router router;

	private final long offset;

	private long nanos;

	SwitchboardBalancer(Scenario scenario, SplittableRandom random, boolean preferFast) {
		List<Deployment> deployments = IntStream.range(0, scenario.deployments())
			.mapToObj((i) -> new Deployment(Integer.toString(i), "model", scenario.tokensPerMinute(i),
					scenario.requestsPerMinute(i), 0, Duration.ofSeconds(10), scenario.server() == Server.BUCKETS))
			.toList();
		// clients do not start together
		this.offset = random.nextLong(60_000_000_000L);
		this.nanos = this.offset;
		this.router = Router.builder()
			.deployments(deployments)
			.clock(() -> this.nanos)
			.random(random::nextLong)
			.preferFast(preferFast)
			.build();
	}

	@Override
	public @Nullable Attempt attempt(Call call, @Nullable Attempt previous, double second) {
		this.nanos = this.offset + (long) (second * 1e9);
		RouteRequest request = RouteRequest.of("model", call.estimatedPrompt() + (long) Traffic.MEAN_COMPLETION);
		if (previous != null) {
			if (previous.number == MAX_ATTEMPTS) {
				return null;
			}
			request = request.failover(names(previous), ((LeasedAttempt) previous).failure);
		}
		Admission admission = this.router.acquire(request);
		return (admission instanceof Lease lease) ? new LeasedAttempt(call, lease, previous) : null;
	}

	private static Set<String> names(Attempt attempt) {
		Set<String> names = new HashSet<>();
		for (int i = 0; i < Long.SIZE; i++) {
			if (attempt.hasTried(i)) {
				names.add(Integer.toString(i));
			}
		}
		return names;
	}

	@Override
	public void ended(Attempt attempt, Answer answer, double second) {
		this.nanos = this.offset + (long) (second * 1e9);
		LeasedAttempt leased = (LeasedAttempt) attempt;
		Lease lease = leased.lease;
		if (answer.outcome() == Outcome.UNREACHABLE) {
			leased.failure = FailureKind.UNAVAILABLE;
			lease.fail(Failure.marking(FailureKind.UNAVAILABLE, Failure.Scope.DEPLOYMENT, 1, Failure.Pause.COOLDOWN,
					Failure.Retained.NOTHING));
			return;
		}
		Duration retryAfter = seconds(answer.retryAfter());
		lease.answered(new ServerReport(answer.served(), answer.limit(), answer.remaining(), resetIn(answer)));
		if (answer.served()) {
			lease.complete(new TokenUsage(attempt.call.prompt(), attempt.call.completion(), 0));
		}
		else {
			leased.failure = FailureKind.RATE_LIMITED;
			lease.fail(Failure
				.marking(FailureKind.RATE_LIMITED, Failure.Scope.MODEL, 1, Failure.Pause.WAIT, Failure.Retained.NOTHING)
				.withRetryAfter(retryAfter, false));
		}
	}

	private static @Nullable Duration resetIn(Answer answer) {
		return switch (answer.outcome()) {
			case SERVED -> (answer.resetIn() > 0) ? seconds(answer.resetIn()) : null;
			case TOKENS_REFUSED -> seconds(answer.retryAfter());
			default -> null;
		};
	}

	private static Duration seconds(double seconds) {
		return Duration.ofMillis((long) Math.ceil(seconds * 1_000));
	}

	private static final class LeasedAttempt extends Attempt {

		private final Lease lease;

		private FailureKind failure = FailureKind.UNAVAILABLE;

		LeasedAttempt(Call call, Lease lease, @Nullable Attempt previous) {
			super(call, Integer.parseInt(lease.deployment().name()), previous);
			this.lease = lease;
		}

	}

}
