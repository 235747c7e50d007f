package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.RoutingListener.Cooldown;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The jitter behind a wait that the service asked for: it spreads the return of many
 * clients, and keeps nobody from the last capacity there is.
 */
class JitterTests {

	private final VirtualClock clock = new VirtualClock();

	/** Chance that makes every jitter the longest: 2 s behind a wait of 10 s. */
	private final Router router = build(OnSaturation.BEST_EFFORT);

	@Test
	void othersAreTakenWhileItLasts() {
		throttle("east");
		this.clock.advanceSeconds(11);
		for (int i = 0; i < 20; i++) {
			assertThat(Routers.lease(this.router).deployment().name()).isEqualTo("west");
		}
	}

	@Test
	void withNobodyElseLeftItKeepsNobodyAway() {
		throttle("east");
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);

		this.clock.advanceSeconds(9.9);
		Routers.unavailable(this.router, failoverFromWest());
		this.clock.advanceSeconds(0.1);

		Lease lease = Routers.lease(this.router, failoverFromWest());
		assertThat(lease.deployment().name()).isEqualTo("east");
		assertThat(lease.isBestEffort()).isTrue();
	}

	@Test
	void withNobodyInRotationThereIsNoFailoverToIt() {
		throttle("east");
		throttle("west");
		this.clock.advanceSeconds(11);
		Routers.unavailable(this.router, failoverFromWest());
	}

	@Test
	void laterRefusalNeverLetsItBeginEarlier() {
		AtomicLong chance = new AtomicLong();
		Router router = Routers.router(this.clock, Routers.named("east", "west")).random(chance::get).build();
		Lease late = Routers.leaseOn(router, "east");
		Routers.leaseOn(router, "east").fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(50), false));
		chance.set(-1);
		late.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(42), false));
		Routers.leaseOn(router, "west").fail(Routers.SERVER_ERROR);
		this.clock.advanceSeconds(49);
		Routers.unavailable(router, failoverFromWest());
	}

	@Test
	void everyWaitThatBeginsInItIsTold() {
		List<Cooldown> cooldowns = new ArrayList<>();
		Router router = Routers.router(this.clock, Routers.named("east"))
			.random(() -> -1)
			.listener(new RoutingListener() {

				@Override
				public void cooledDown(Cooldown cooldown) {
					cooldowns.add(cooldown);
				}

			})
			.build();
		for (int i = 0; i < 5; i++) {
			Lease late = Routers.lease(router);
			Routers.lease(router).fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
			late.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
			this.clock.advanceSeconds(11);
		}
		assertThat(cooldowns).hasSize(5);
	}

	@Test
	void cooldownThatNobodyAskedForHasNone() {
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED);
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);
		this.clock.advanceSeconds(11);
		Routers.unavailable(this.router, failoverFromWest());
		this.clock.advanceSeconds(1);
		Routers.lease(this.router, failoverFromWest());
	}

	@Test
	void itComesBeforeADeploymentThatIsFull() {
		throttle("east");
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10_000)).complete(null);
		this.clock.advanceSeconds(11);
		assertThat(this.router.snapshot("west", Routers.MODEL).state()).isEqualTo(State.SATURATED);

		assertThat(Routers.lease(this.router).deployment().name()).isEqualTo("east");
	}

	@Test
	void answerThatWasAskedForInItEndsIt() {
		throttle("east");
		throttle("west");
		this.clock.advanceSeconds(11);

		Lease lease = Routers.lease(this.router);
		lease.answered(ServerReport.ACCEPTED);

		assertThat(state(lease.deployment().name())).isEqualTo(State.AVAILABLE);
	}

	@Test
	void answerThatWasAskedForEarlierSaysNothing() {
		Lease early = Routers.leaseOn(this.router, "east");
		throttle("east");
		this.clock.advanceSeconds(11);

		early.answered(ServerReport.ACCEPTED);
		early.complete(null);

		assertThat(state("east")).isEqualTo(State.COOLING_DOWN);
	}

	@Test
	void anotherRefusalInItBeginsTheNextWait() {
		throttle("east");
		throttle("west");
		this.clock.advanceSeconds(11);

		Lease lease = Routers.lease(this.router);
		lease.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(20), false));

		assertThat(this.router.snapshot(lease.deployment().name(), Routers.MODEL).cooldownRemaining())
			.isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
	}

	@Test
	void deploymentThatIsStillFullByOurCountIsNotDue() {
		Lease late = Routers.leaseOn(this.router, "east");
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred("east")).complete(null);
		late.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);
		this.clock.advanceSeconds(11);
		Routers.unavailable(this.router, failoverFromWest());
	}

	@Test
	void strictRouterWaitsUntilItIsOver() {
		Router strict = build(OnSaturation.FAIL);
		for (String name : new String[] { "east", "west" }) {
			Routers.leaseOn(strict, name).fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
		}
		this.clock.advanceSeconds(11);
		Routers.unavailable(strict, RouteRequest.of(Routers.MODEL, 100));
		this.clock.advanceSeconds(1);
		Routers.lease(strict);
	}

	private Router build(OnSaturation onSaturation) {
		return Routers.router(this.clock, Routers.named("east", "west"))
			.onSaturation(onSaturation)
			.random(() -> -1)
			.build();
	}

	private void throttle(String deployment) {
		Routers.leaseOn(this.router, deployment).fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
	}

	private State state(String deployment) {
		return this.router.snapshot(deployment, Routers.MODEL).state();
	}

	private static RouteRequest failoverFromWest() {
		return RouteRequest.of(Routers.MODEL, 100).failover(Set.of("west"), FailureKind.RATE_LIMITED);
	}

}
