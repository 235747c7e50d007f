package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.Unavailable.Cause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What happens when there is little, or nothing, to choose from. */
class AvailabilityTests {

	private final VirtualClock clock = new VirtualClock();

	@Test
	void failoverGoesWhereTheRoundHasNotBeen() {
		Router router = Routers.router(this.clock, Routers.named("east", "west", "south")).build();
		RouteRequest request = RouteRequest.of(Routers.MODEL, 10)
			.failover(Set.of("east", "west"), FailureKind.UNAVAILABLE);
		for (int i = 0; i < 20; i++) {
			assertThat(Routers.lease(router, request).deployment().name()).isEqualTo("south");
		}
	}

	@Test
	void higherTierIsUsedOnlyWhenEveryLowerOneIsExhausted() {
		Router router = Routers
			.router(this.clock, List.of(Routers.inTier("spare", 7), Routers.inTier("a", 1), Routers.inTier("b", 1)))
			.build();
		for (int i = 0; i < 20; i++) {
			assertThat(Routers.lease(router).deployment().name()).isIn("a", "b");
		}
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred("a"));
		assertThat(Routers.lease(router).deployment().name()).isEqualTo("b");
		Routers.leaseOn(router, "b").fail(Routers.OUTAGE);
		assertThat(Routers.lease(router).deployment().name()).isEqualTo("spare");
	}

	@Test
	void saturatedDeploymentIsNoCandidate() {
		Router router = Routers.router(this.clock, Routers.named("east", "west")).build();
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred("east"));
		assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.SATURATED);
		for (int i = 0; i < 20; i++) {
			assertThat(Routers.lease(router).deployment().name()).isEqualTo("west");
		}
	}

	@Test
	void bestEffortUsesTheLowestSaturatedTier() {
		Router router = Routers.router(this.clock, List.of(Routers.inTier("a", 0), Routers.inTier("b", 1))).build();
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred("a"));
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred("b"));
		Lease lease = Routers.lease(router);
		assertThat(lease.isBestEffort()).isTrue();
		assertThat(lease.deployment().name()).isEqualTo("a");
		Lease failover = Routers.lease(router,
				RouteRequest.of(Routers.MODEL, 1).failover(Set.of("a"), FailureKind.RATE_LIMITED));
		assertThat(failover.deployment().name()).isEqualTo("b");
	}

	@Test
	void strictRouterSaysWhenTheWindowEnds() {
		Router router = Routers.router(this.clock, Routers.named("east")).onSaturation(OnSaturation.FAIL).build();
		this.clock.advanceSeconds(20);
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 10_000));
		Unavailable unavailable = Routers.unavailable(router, RouteRequest.of(Routers.MODEL, 10));
		assertThat(unavailable.cause()).isEqualTo(Cause.NO_CANDIDATE);
		assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(40));
		assertThat(unavailable.deployments()).extracting(DeploymentSnapshot::state).containsExactly(State.SATURATED);
		this.clock.advanceSeconds(40);
		Routers.lease(router);
	}

	@Test
	void retryAfterIgnoresExcludedDeployments() {
		Router strict = Routers.router(this.clock, Routers.named("east", "west", "south"))
			.onSaturation(OnSaturation.FAIL)
			.build();
		strict.coolDown("east", null, Duration.ofSeconds(5));
		strict.coolDown("west", null, Duration.ofSeconds(50));
		RouteRequest request = RouteRequest.of(Routers.MODEL, 1);
		assertThat(strict.unavailable(request).retryAfter()).isZero();
		assertThat(Routers.unavailable(strict, request.excluding(Set.of("south"))).retryAfter())
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(Routers.unavailable(strict, request.excluding(Set.of("south", "east"))).retryAfter())
			.isEqualTo(Duration.ofSeconds(50));
		assertThat(Routers.unavailable(strict, request.excluding(Set.of("south", "east", "west"))).retryAfter())
			.isNull();
		assertThat(strict.snapshots()).allMatch((snapshot) -> snapshot.requests() == 0);
	}

	@Test
	void windowsThatAreRolledAreAHintForEveryModel() {
		List<String> freed = new ArrayList<>();
		Router router = Routers
			.router(this.clock,
					List.of(Routers.deployment("east"),
							new Deployment("east", "gpt-4o", 0, 0, 0, Duration.ofSeconds(10))))
			.listener(new RoutingListener() {

				@Override
				public void freed(String model) {
					freed.add(model);
				}

			})
			.build();
		router.rollWindows();
		assertThat(freed).containsExactly(Routers.MODEL, "gpt-4o");
		router.resetUsage();
		assertThat(freed).hasSize(4);
	}

	@Test
	void nobodyKnowsWhenADrainedDeploymentReturns() {
		Router router = Routers.router(this.clock, Routers.named("east")).build();
		router.drain("east", Routers.MODEL);
		assertThat(Routers.unavailable(router, RouteRequest.of(Routers.MODEL, 10)).retryAfter()).isNull();
	}

	@Test
	void firstToReturnGetsTheOneAttempt() {
		Router router = Routers.router(this.clock, Routers.named("east", "west", "south")).build();
		router.coolDown("east", Routers.MODEL, Duration.ofSeconds(30));
		router.coolDown("west", Routers.MODEL, Duration.ofSeconds(20));
		router.drain("south", Routers.MODEL);
		Lease lease = Routers.lease(router);
		assertThat(lease.deployment().name()).isEqualTo("west");
		assertThat(lease.isBestEffort()).isTrue();
		RouteRequest failover = RouteRequest.of(Routers.MODEL, 10).failover(Set.of("west"), FailureKind.UNAVAILABLE);
		Unavailable unavailable = Routers.unavailable(router, failover);
		assertThat(unavailable.cause()).isEqualTo(Cause.NO_CANDIDATE);
		assertThat(unavailable.retryAfter()).as("of east: west has been tried").isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void lastResortEndsCooldownOnSuccessOnly() {
		Router router = Routers.router(this.clock, Routers.named("east")).build();
		Routers.lease(router).fail(Routers.OUTAGE.withRetryAfter(Duration.ofSeconds(20), true));
		this.clock.advanceSeconds(1);
		Routers.lease(router).fail(Routers.OUTAGE.withRetryAfter(Duration.ofSeconds(60), true));
		assertThat(router.snapshot("east", Routers.MODEL).cooldownRemaining()).isEqualTo(Duration.ofSeconds(19));
		Routers.lease(router).complete(null);
		assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void responseHeadOfTheLastResortDoesNotEndTheCooldown() {
		Router router = Routers.router(this.clock, Routers.named("east")).build();
		Routers.lease(router).fail(Routers.OUTAGE);
		Lease lease = Routers.lease(router);
		lease.answered(ServerReport.ACCEPTED);
		assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.COOLING_DOWN);
		lease.complete(null);
		assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void budgetBoundsFailovers() {
		Router router = Routers
			.router(this.clock, List.of(Routers.deployment("east", 0, 0), Routers.deployment("west", 0, 0)))
			.failoverBudget(0.5, 2)
			.build();
		RouteRequest failover = RouteRequest.of(Routers.MODEL, 10).failover(Set.of("east"), FailureKind.UNAVAILABLE);
		Routers.lease(router, failover);
		Routers.lease(router, failover);
		assertThat(Routers.unavailable(router, failover).cause()).isEqualTo(Cause.BUDGET_EXHAUSTED);
		Routers.lease(router);
		assertThat(Routers.unavailable(router, failover).cause()).isEqualTo(Cause.BUDGET_EXHAUSTED);
		Routers.lease(router);
		Routers.lease(router, failover);
		for (int i = 0; i < 50; i++) {
			Routers.lease(router);
		}
		Routers.lease(router, failover);
		Routers.lease(router, failover);
		assertThat(Routers.unavailable(router, failover).cause()).isEqualTo(Cause.BUDGET_EXHAUSTED);
	}

	@Test
	void failoverWithoutACandidateCostsNothing() {
		Router router = Routers.router(this.clock, Routers.named("east", "west")).failoverBudget(0, 1).build();
		RouteRequest nowhere = RouteRequest.of(Routers.MODEL, 10)
			.failover(Set.of("east", "west"), FailureKind.UNAVAILABLE);
		assertThat(Routers.unavailable(router, nowhere).cause()).isEqualTo(Cause.NO_CANDIDATE);
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 10).failover(Set.of("east"), FailureKind.UNAVAILABLE));
	}

	@Test
	void unknownNamesAreAnsweredWithTheKnownOnes() {
		Router router = Routers.router(this.clock, Routers.named("east", "west")).build();
		assertThatIllegalArgumentException().isThrownBy(() -> router.acquire(RouteRequest.of("gpt-5", 1)))
			.withMessage("Unknown model 'gpt-5', configured are: gpt-4o-mini");
		assertThatIllegalArgumentException().isThrownBy(() -> router.drain("north", null))
			.withMessage("Unknown deployment 'north', configured are: east, west");
		assertThatIllegalArgumentException().isThrownBy(() -> router.resume("East", "o1"))
			.withMessage("Deployment 'east' has no model 'o1', it has: gpt-4o-mini");
	}

}
