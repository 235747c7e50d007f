package dev.switchboard.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.routing.TokenUsage;

/**
 * A real router in virtual time, with words for what happens to its deployments.
 */
final class ScriptedRouter {

	static final String MODEL = "gpt-4o-mini";

	private static final Failure BROKEN = Failure.marking(FailureKind.UNAVAILABLE, Scope.MODEL, 1, Pause.COOLDOWN,
			Retained.ALL);

	private final AtomicLong nanos = new AtomicLong();

	private final Router router;

	private ScriptedRouter(Duration window, RoutingListener listener, List<Deployment> deployments) {
		this.router = Router.builder()
			.deployments(deployments)
			.window(window)
			.failoverBudget(0.5, 100)
			.cooldowns(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofMinutes(5))
			.listener(listener)
			.clock(this.nanos::get)
			.random(new Random(42))
			.build();
	}

	/** East, west and south with 10,000 tokens and 60 requests per minute each. */
	static ScriptedRouter ofThree() {
		return ofThree(RoutingListener.NONE);
	}

	static ScriptedRouter ofThree(RoutingListener listener) {
		return of(Duration.ofMinutes(1), listener, deployment("east", MODEL), deployment("west", MODEL),
				deployment("south", MODEL));
	}

	static ScriptedRouter of(Duration window, RoutingListener listener, Deployment... deployments) {
		return new ScriptedRouter(window, listener, List.of(deployments));
	}

	static Deployment deployment(String name, String model) {
		return new Deployment(name, model, 10_000, 60, 0, Duration.ofSeconds(10));
	}

	Router router() {
		return this.router;
	}

	ScriptedRouter advance(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
		return this;
	}

	Lease start(String deployment, long tokens) {
		Lease lease = (Lease) this.router.acquire(RouteRequest.of(MODEL, tokens).withPreferred(deployment));
		if (!lease.deployment().name().equals(deployment)) {
			throw new IllegalStateException(
					"The script wants " + deployment + ", the router took " + lease.deployment());
		}
		return lease;
	}

	List<Lease> start(String deployment, int requests, long tokens) {
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < requests; i++) {
			leases.add(start(deployment, tokens));
		}
		return leases;
	}

	ScriptedRouter complete(String deployment, int requests, long tokens) {
		start(deployment, requests, tokens).forEach((lease) -> lease.complete(new TokenUsage(tokens, 0, 0)));
		return this;
	}

	ScriptedRouter breakDown(String deployment) {
		start(deployment, 1).fail(BROKEN);
		return this;
	}

	ScriptedRouter rejectKey(String deployment) {
		start(deployment, 1)
			.fail(Failure.marking(FailureKind.UNAVAILABLE, Scope.DEPLOYMENT, 1, Pause.QUARANTINE, Retained.REQUEST)
				.withOrigin(401, "req-1"));
		return this;
	}

	ScriptedRouter throttle(Lease lease, Duration retryAfter) {
		lease.fail(Failure.marking(FailureKind.RATE_LIMITED, Scope.MODEL, 1, Pause.WAIT, Retained.NOTHING)
			.withRetryAfter(retryAfter, true)
			.withOrigin(429, "req-2"));
		return this;
	}

}
