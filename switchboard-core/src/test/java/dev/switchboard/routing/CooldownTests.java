package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;
import dev.switchboard.routing.RoutingListener.Cooldown;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CooldownTests {

	private final VirtualClock clock = new VirtualClock();

	private final List<Cooldown> cooldowns = new ArrayList<>();

	private final Router router = Routers.router(this.clock, Routers.named("east", "west"))
		.listener(new RoutingListener() {

			@Override
			public void cooledDown(Cooldown cooldown) {
				CooldownTests.this.cooldowns.add(cooldown);
			}

		})
		.build();

	@Test
	void throttledDeploymentReturnsAfterWait() {
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(20), false));
		assertThat(east().state()).isEqualTo(State.COOLING_DOWN);
		assertThat(east().reason()).isEqualTo(Reason.RATE_LIMITED);
		assertThat(east().cooldownRemaining()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
		this.clock.advanceSeconds(19.9);
		assertThat(east().state()).isEqualTo(State.COOLING_DOWN);
		this.clock.advanceSeconds(4.2);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
		Routers.leaseOn(this.router, "east");
		Routers.leaseOn(this.router, "east");
	}

	@Test
	void exactWaitHasNoJitter() {
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofMillis(321), true));
		assertThat(east().cooldownRemaining()).isEqualTo(Duration.ofMillis(321));
	}

	@Test
	void waitIsCapped() {
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofDays(1), false));
		assertThat(east().cooldownRemaining()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void laterFaultNeverShortens() {
		Lease late = Routers.leaseOn(this.router, "east");
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(60), false));
		late.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(1), false));
		assertThat(east().cooldownRemaining()).isEqualTo(Duration.ofSeconds(60));
		assertThat(this.cooldowns).hasSize(1);
	}

	@Test
	void seriousFaultNeedsATrialAfterAWait() {
		Lease late = Routers.leaseOn(this.router, "east");
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(60), false));
		late.fail(Routers.OUTAGE);
		assertThat(east().reason()).isEqualTo(Reason.UNAVAILABLE);
		this.clock.advanceSeconds(60);
		assertThat(east().state()).isEqualTo(State.RECOVERING);
	}

	@Test
	void failuresMarkAtTheirCountInARow() {
		for (int i = 0; i < 4; i++) {
			Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		}
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofMillis(1), true));
		this.clock.advanceSeconds(1);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
		Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		assertThat(east().state()).isEqualTo(State.COOLING_DOWN);
	}

	@Test
	void completeSuccessClearsTheRow() {
		for (int i = 0; i < 4; i++) {
			Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		}
		Lease success = Routers.leaseOn(this.router, "east");
		success.answered(ServerReport.ACCEPTED);
		success.complete(null);
		Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void cooldownWithoutADurationIsEachModelsOwn() {
		Router router = Routers
			.router(this.clock, List.of(new Deployment("east", "fast", 0, 0, 0, Duration.ofSeconds(5)),
					new Deployment("east", "slow", 0, 0, 0, Duration.ofSeconds(50))))
			.build();
		router.coolDown("east", null, null);
		assertThat(router.snapshot("east", "fast").cooldownRemaining()).isEqualTo(Duration.ofSeconds(5));
		assertThat(router.snapshot("east", "slow").cooldownRemaining()).isEqualTo(Duration.ofSeconds(50));
	}

	@Test
	void quarantineOfADeploymentTakesAllItsModelsOnce() {
		Deployment other = new Deployment("east", "o1", 0, 0, 0, Duration.ofSeconds(10));
		Router router = Routers.router(this.clock, List.of(Routers.deployment("east"), other))
			.listener(new RoutingListener() {

				@Override
				public void cooledDown(Cooldown cooldown) {
					CooldownTests.this.cooldowns.add(cooldown);
				}

			})
			.build();
		Lease a = Routers.leaseOn(router, "east");
		Lease b = Routers.leaseOn(router, "east");
		a.fail(Routers.WRONG_KEY);
		b.fail(Routers.WRONG_KEY);
		assertThat(router.snapshots()).allSatisfy((snapshot) -> {
			assertThat(snapshot.state()).isEqualTo(State.QUARANTINED);
			assertThat(snapshot.status()).isEqualTo(401);
		});
		assertThat(this.cooldowns).containsExactly(new Cooldown("east", List.of(Routers.MODEL, "o1"),
				Reason.UNAVAILABLE, true, Duration.ofMinutes(5), 401, "request-1"));
	}

	@Test
	void operatorCooldownEndsWithoutATrial() {
		this.router.coolDown("East", Routers.MODEL, Duration.ofMinutes(20));
		assertThat(east().state()).isEqualTo(State.COOLING_DOWN);
		assertThat(east().reason()).isEqualTo(Reason.OPERATOR);
		assertThat(east().cooldownRemaining()).isEqualTo(Duration.ofMinutes(20));
		this.clock.advance(Duration.ofMinutes(20));
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void operatorCooldownDoesNotEndADrain() {
		this.router.drain("east", null);
		this.cooldowns.clear();
		this.router.coolDown("east", null, Duration.ofSeconds(5));
		assertThat(east().state()).isEqualTo(State.DRAINED);
		assertThat(this.cooldowns).as("nothing has changed").isEmpty();
		this.clock.advanceSeconds(6);
		assertThat(east().state()).isEqualTo(State.DRAINED);
		this.router.resume("east", null);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void operatorCooldownLeavesDrainedModelsAlone() {
		Router router = Routers
			.router(this.clock,
					List.of(Routers.deployment("east"),
							new Deployment("east", "gpt-4o", 0, 0, 0, Duration.ofSeconds(10))))
			.listener(new RoutingListener() {

				@Override
				public void cooledDown(Cooldown cooldown) {
					CooldownTests.this.cooldowns.add(cooldown);
				}

			})
			.build();
		router.drain("east", "gpt-4o");
		router.coolDown("east", null, Duration.ofSeconds(5));
		assertThat(router.snapshots()).extracting(DeploymentSnapshot::state)
			.containsExactly(State.COOLING_DOWN, State.DRAINED);
		assertThat(this.cooldowns).extracting(Cooldown::models)
			.containsExactly(List.of("gpt-4o"), List.of(Routers.MODEL));
	}

	@Test
	void drainEndsACooldownForGood() {
		this.router.coolDown("east", null, Duration.ofSeconds(5));
		this.router.drain("east", null);
		this.clock.advanceSeconds(6);
		assertThat(east().state()).isEqualTo(State.DRAINED);
	}

	@Test
	void drainedDeploymentStaysOutUntilResumed() {
		Lease late = Routers.leaseOn(this.router, "east");
		this.router.drain("east", null);
		late.fail(Routers.OUTAGE);
		this.clock.advance(Duration.ofDays(30));
		assertThat(east().state()).isEqualTo(State.DRAINED);
		assertThat(east().reason()).isEqualTo(Reason.OPERATOR);
		assertThat(Routers.lease(this.router).deployment().name()).isEqualTo("west");
		this.router.resume("east", null);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void unmarkedFailureCountsNowhere() {
		for (int i = 0; i < 10; i++) {
			Routers.leaseOn(this.router, "east").fail(Failure.unmarked(FailureKind.UNAVAILABLE, Retained.ALL));
		}
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void timeoutsRecoverLikeOutages() {
		Routers.leaseOn(this.router, "east")
			.fail(Failure.marking(FailureKind.TIMED_OUT, Scope.MODEL, 1, Pause.COOLDOWN, Retained.ALL));
		assertThat(east().reason()).isEqualTo(Reason.TIMED_OUT);
		this.clock.advanceSeconds(12);
		assertThat(east().state()).isEqualTo(State.RECOVERING);
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
