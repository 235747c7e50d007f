package dev.switchboard.routing;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Failovers when everybody who is left is cooling down. */
class LastResortTests {

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("east", "west")).build();

	@Test
	void failoverReachesCoolingDeployment() {
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);

		Lease lease = Routers.lease(this.router, failoverFromWest());

		assertThat(lease.deployment().name()).isEqualTo("east");
		assertThat(lease.isBestEffort()).isTrue();
	}

	@Test
	void itsSuccessEndsTheCooldown() {
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);

		Routers.lease(this.router, failoverFromWest()).complete(Routers.tokens(10));

		assertThat(this.router.snapshot("east", Routers.MODEL).state()).isEqualTo(DeploymentSnapshot.State.AVAILABLE);
	}

	@Test
	void outageOfAllIsNotMadeWorse() {
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		Routers.leaseOn(this.router, "west").fail(Routers.OUTAGE);

		Routers.unavailable(this.router, failoverFromWest());
	}

	@Test
	void whoThrottledIsLeftAlone() {
		Routers.leaseOn(this.router, "east").fail(Routers.THROTTLED);
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);

		Routers.unavailable(this.router, failoverFromWest());
	}

	@Test
	void whatAPersonTookOutOrHasToMendIsLeftAlone() {
		this.router.coolDown("east", null, Duration.ofSeconds(30));
		Routers.leaseOn(this.router, "west").fail(Routers.SERVER_ERROR);
		Routers.unavailable(this.router, failoverFromWest());

		this.router.resume("east", null);
		Routers.leaseOn(this.router, "east").fail(Routers.WRONG_KEY);
		Routers.unavailable(this.router, failoverFromWest());
	}

	private static RouteRequest failoverFromWest() {
		return RouteRequest.of(Routers.MODEL, 100).failover(Set.of("west"), FailureKind.UNAVAILABLE);
	}

}
