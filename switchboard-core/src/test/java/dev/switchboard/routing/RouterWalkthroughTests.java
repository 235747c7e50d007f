package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A guided tour of the router, to be read from top to bottom. Two deployments of one
 * model, a third as a reserve, and a clock that moves when told.
 */
class RouterWalkthroughTests {

	private static final String MODEL = "gpt-4o-mini";

	private static final Duration COOLDOWN = Duration.ofSeconds(10);

	private static final Failure THROTTLED = Failure
		.marking(FailureKind.RATE_LIMITED, Scope.MODEL, 1, Pause.WAIT, Retained.NOTHING)
		.withOrigin(429, null);

	private static final Failure BROKEN = Failure
		.marking(FailureKind.UNAVAILABLE, Scope.MODEL, 1, Pause.COOLDOWN, Retained.ALL)
		.withOrigin(503, null);

	private final VirtualClock clock = new VirtualClock();

	/** Each may use 10,000 tokens and 60 requests a minute; the reserve is a tier up. */
	private final Router router = Router.builder()
		.deployments(List.of(new Deployment("east", MODEL, 10_000, 60, 0, COOLDOWN),
				new Deployment("west", MODEL, 10_000, 60, 0, COOLDOWN),
				new Deployment("reserve", MODEL, 10_000, 60, 1, COOLDOWN)))
		.clock(this.clock)
		.random(Routers.seeded(1))
		.build();

	@Test
	void theWayOfARequest() {
		// A request says which model it wants and how many tokens it will probably need.
		RouteRequest request = RouteRequest.of(MODEL, 1_000);

		// It is admitted to a deployment of the lowest tier, and reserved there.
		Lease lease = admit(request);
		String name = lease.deployment().name();
		assertThat(name).isIn("east", "west");
		assertThat(board(name).inFlight()).isOne();
		assertThat(board(name).tokens()).isEqualTo(1_000);
		assertThat(board(name).utilization()).isEqualTo(0.1);

		// Once its limit is used up, the others go to the other deployment.
		Lease large = admit(RouteRequest.of(MODEL, 9_000).withPreferred(name));
		assertThat(board(name).state()).isEqualTo(State.SATURATED);
		Lease next = admit(request);
		assertThat(next.deployment().name()).isNotEqualTo(name).isNotEqualTo("reserve");

		// When it ends, the estimate is replaced by what it really used.
		large.complete(new TokenUsage(700, 300, 0));
		assertThat(board(name).tokens()).isEqualTo(2_000);
		assertThat(board(name).state()).isEqualTo(State.AVAILABLE);
		lease.complete(new TokenUsage(500, 300, 0));
		assertThat(board(name).tokens()).isEqualTo(1_800);
		assertThat(board(name).inFlight()).isZero();

		// A lease ends once. Whoever gives up later changes nothing.
		lease.cancel();
		assertThat(board(name).tokens()).isEqualTo(1_800);

		// A minute later a new window has begun.
		this.clock.advanceSeconds(60);
		assertThat(board(name).tokens()).isZero();

		// What is under way still ends, in the window it was reserved in: that is gone.
		next.complete(new TokenUsage(5_000, 0, 0));
		assertThat(this.router.snapshots()).allSatisfy((snapshot) -> {
			assertThat(snapshot.tokens()).isZero();
			assertThat(snapshot.inFlight()).isZero();
		});
	}

	@Test
	void theWayOfAFailure() {
		RouteRequest request = RouteRequest.of(MODEL, 1_000);

		// The first attempt is throttled: "not before 20 s have passed".
		Lease first = admit(request.withPreferred("east"));
		first.fail(THROTTLED.withRetryAfter(Duration.ofSeconds(20), true));
		assertThat(board("east").state()).isEqualTo(State.COOLING_DOWN);
		assertThat(board("east").reason()).isEqualTo(Reason.RATE_LIMITED);
		assertThat(board("east").cooldownRemaining()).isEqualTo(Duration.ofSeconds(20));
		// It cost nothing there.
		assertThat(board("east").tokens()).isZero();

		// The same round goes on with what it has not tried.
		Lease second = admit(request.failover(Set.of("east"), FailureKind.RATE_LIMITED));
		assertThat(second.deployment().name()).isEqualTo("west");

		// That one is broken. Now the tier is exhausted, and the reserve steps in.
		second.fail(BROKEN);
		assertThat(board("west").reason()).isEqualTo(Reason.UNAVAILABLE);
		Lease third = admit(request.failover(Set.of("east", "west"), FailureKind.UNAVAILABLE));
		assertThat(third.deployment().name()).isEqualTo("reserve");
		third.complete(null);

		// West's cooldown is over first: 10 s, and up to a fifth more. One request tries.
		this.clock.advanceSeconds(12);
		assertThat(board("west").state()).isEqualTo(State.RECOVERING);
		Lease trial = admit(request);
		assertThat(trial.deployment().name()).isEqualTo("west");
		// Until it is answered, everybody else goes elsewhere.
		assertThat(admit(request).deployment().name()).isEqualTo("reserve");
		// The head of its response opens the door for all.
		trial.answered(ServerReport.ACCEPTED);
		assertThat(board("west").state()).isEqualTo(State.AVAILABLE);
		trial.complete(null);

		// East said when it has room again, so it needs no trial.
		this.clock.advanceSeconds(8);
		assertThat(board("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void theWayOfASession() {
		RouteRequest request = RouteRequest.of(MODEL, 100).withSession("a conversation");

		// Its id says where the session is at home: nothing is remembered.
		String home = admit(request).deployment().name();

		// There it stays, however the load may be.
		for (int turn = 0; turn < 10; turn++) {
			Lease lease = admit(request);
			assertThat(lease.deployment().name()).isEqualTo(home);
			assertThat(lease.affinity()).isEqualTo(Affinity.KEPT);
			lease.complete(null);
		}

		// While its home is out, it keeps to one substitute.
		this.router.coolDown(home, MODEL, Duration.ofSeconds(30));
		Lease moved = admit(request);
		assertThat(moved.deployment().name()).isNotEqualTo(home);
		assertThat(moved.affinity()).isEqualTo(Affinity.MOVED);
		moved.complete(null);
		assertThat(admit(request).deployment().name()).isEqualTo(moved.deployment().name());

		// Afterwards it goes home: that is where the prompt cache is.
		this.clock.advanceSeconds(30);
		assertThat(admit(request).deployment().name()).isEqualTo(home);
	}

	@Test
	void theLastResort() {
		// A person takes one deployment out, and the others are full.
		this.router.drain("reserve", MODEL);
		admit(RouteRequest.of(MODEL, 10_000).withPreferred("east"));
		admit(RouteRequest.of(MODEL, 10_000).withPreferred("west"));
		assertThat(this.router.snapshots()).extracting(DeploymentSnapshot::state)
			.containsExactly(State.SATURATED, State.SATURATED, State.DRAINED);

		// The count may be wrong, the service decides: the request goes out all the same.
		Lease lease = admit(RouteRequest.of(MODEL, 100));
		assertThat(lease.isBestEffort()).isTrue();
		assertThat(lease.deployment().name()).isIn("east", "west");

		// Only when nothing is left but what a person took out, there is no way.
		this.router.drain("east", null);
		this.router.drain("west", null);
		assertThat(this.router.acquire(RouteRequest.of(MODEL, 100))).isInstanceOfSatisfying(Unavailable.class,
				(unavailable) -> {
					assertThat(unavailable.cause()).isEqualTo(Unavailable.Cause.NO_CANDIDATE);
					assertThat(unavailable.retryAfter()).as("nobody knows").isNull();
				});
		this.router.resume("west", null);
		assertThat(admit(RouteRequest.of(MODEL, 100)).deployment().name()).isEqualTo("west");
	}

	@Test
	void theBudget() {
		Router router = Router.builder()
			.deployments(List.of(new Deployment("east", MODEL, 0, 0, 0, COOLDOWN),
					new Deployment("west", MODEL, 0, 0, 0, COOLDOWN)))
			// half a failover for each round, one to begin with
			.failoverBudget(0.5, 1)
			.clock(this.clock)
			.build();
		RouteRequest failover = RouteRequest.of(MODEL, 100).failover(Set.of("east"), FailureKind.UNAVAILABLE);

		// A failover spends one. Nothing left: the error goes to the caller.
		assertThat(router.acquire(failover)).isInstanceOf(Lease.class);
		assertThat(router.acquire(failover)).isInstanceOfSatisfying(Unavailable.class,
				(unavailable) -> assertThat(unavailable.cause()).isEqualTo(Unavailable.Cause.BUDGET_EXHAUSTED));

		// Rounds go on, and two of them earn the next failover.
		assertThat(router.acquire(RouteRequest.of(MODEL, 100))).isInstanceOf(Lease.class);
		assertThat(router.acquire(RouteRequest.of(MODEL, 100))).isInstanceOf(Lease.class);
		assertThat(router.acquire(failover)).isInstanceOf(Lease.class);
	}

	private Lease admit(RouteRequest request) {
		Admission admission = this.router.acquire(request);
		assertThat(admission).isInstanceOf(Lease.class);
		return (Lease) admission;
	}

	private DeploymentSnapshot board(String deployment) {
		return this.router.snapshot(deployment, MODEL);
	}

}
