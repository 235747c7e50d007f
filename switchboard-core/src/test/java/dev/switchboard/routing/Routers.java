package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/** What the tests of the router have in common. */
final class Routers {

	static final String MODEL = "gpt-4o-mini";

	static final Failure OUTAGE = Failure.marking(FailureKind.UNAVAILABLE, Scope.MODEL, 1, Pause.WAIT, Retained.ALL);

	static final Failure SERVER_ERROR = Failure.marking(FailureKind.UNAVAILABLE, Scope.MODEL, 5, Pause.COOLDOWN,
			Retained.ALL);

	static final Failure THROTTLED = Failure.marking(FailureKind.RATE_LIMITED, Scope.MODEL, 1, Pause.WAIT,
			Retained.NOTHING);

	static final Failure WRONG_KEY = Failure
		.marking(FailureKind.UNAVAILABLE, Scope.DEPLOYMENT, 1, Pause.QUARANTINE, Retained.REQUEST)
		.withOrigin(401, "request-1");

	private Routers() {
	}

	static Deployment deployment(String name) {
		return deployment(name, 10_000, 60);
	}

	static Deployment deployment(String name, long tokensPerMinute, long requestsPerMinute) {
		return new Deployment(name, MODEL, tokensPerMinute, requestsPerMinute, 0, Duration.ofSeconds(10));
	}

	static Deployment inTier(String name, int priority) {
		return new Deployment(name, MODEL, 10_000, 60, priority, Duration.ofSeconds(10));
	}

	static List<Deployment> named(String... names) {
		return Stream.of(names).map(Routers::deployment).toList();
	}

	static RandomGenerator seeded(long seed) {
		SplittableRandom random = new SplittableRandom(seed);
		return () -> {
			synchronized (random) {
				return random.nextLong();
			}
		};
	}

	static RouterBuilder router(VirtualClock clock, List<Deployment> deployments) {
		return Router.builder().deployments(deployments).clock(clock).random(seeded(42));
	}

	static Lease lease(Router router, RouteRequest request) {
		Admission admission = router.acquire(request);
		assertThat(admission).isInstanceOf(Lease.class);
		return (Lease) admission;
	}

	static Lease lease(Router router) {
		return lease(router, RouteRequest.of(MODEL, 100));
	}

	static Lease leaseOn(Router router, String deployment) {
		Lease lease = lease(router, RouteRequest.of(MODEL, 100).withPreferred(deployment));
		assertThat(lease.deployment().name()).isEqualTo(deployment);
		return lease;
	}

	static Unavailable unavailable(Router router, RouteRequest request) {
		Admission admission = router.acquire(request);
		assertThat(admission).isInstanceOf(Unavailable.class);
		return (Unavailable) admission;
	}

	static TokenUsage tokens(long total) {
		return new TokenUsage(total, 0, 0);
	}

}
