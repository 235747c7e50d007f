package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AccountingTests {

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("east")).build();

	@Test
	void reservesBeforeAndSettlesAfterwards() {
		Lease lease = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000));
		assertThat(east())
			.extracting(DeploymentSnapshot::tokens, DeploymentSnapshot::requests, DeploymentSnapshot::inFlight,
					DeploymentSnapshot::utilization)
			.containsExactly(1_000L, 1L, 1, 0.1);
		lease.complete(new TokenUsage(600, 150, 500));
		assertThat(east())
			.extracting(DeploymentSnapshot::tokens, DeploymentSnapshot::requests, DeploymentSnapshot::inFlight,
					DeploymentSnapshot::utilization)
			.containsExactly(750L, 1L, 0, 0.075);
	}

	@Test
	void keepsTheEstimateWhenTheServiceDoesNotTellTheUsage() {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000)).complete(null);
		assertThat(east().tokens()).isEqualTo(1_000);
	}

	@Test
	void usageThatMakesNoSenseNeverTakesTokensBack() {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000)).complete(null);
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000)).complete(new TokenUsage(-900, 0, 0));
		assertThat(east().tokens()).isEqualTo(1_000);
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, Long.MAX_VALUE));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, Long.MAX_VALUE));
		assertThat(east().tokens()).isGreaterThan(1_000);
		assertThat(east().state()).isEqualTo(State.SATURATED);
	}

	@Test
	void usageIsCountedFromNothingUpToMoreThanAnyLimit() {
		long most = 1L << 28;

		assertThat(new TokenUsage(-1, Long.MIN_VALUE, -7)).isEqualTo(new TokenUsage(0, 0, 0));
		assertThat(new TokenUsage(Long.MAX_VALUE, Long.MAX_VALUE, 5)).isEqualTo(new TokenUsage(most, most, 5));
		assertThat(new TokenUsage(Long.MAX_VALUE, Long.MAX_VALUE, 0).total()).isEqualTo(2 * most);
		assertThat(new TokenUsage(10, 5, 11).cached()).isEqualTo(10);
	}

	@Test
	void absurdEstimatesDoNotOverflow() {
		for (int i = 0; i < 100_000; i++) {
			Routers.lease(this.router, RouteRequest.of(Routers.MODEL, Long.MAX_VALUE)).cancel();
		}
		assertThat(east().tokens()).isGreaterThan(1L << 44);
		assertThat(east().inFlight()).isZero();
		assertThat(east().state()).isEqualTo(State.SATURATED);
	}

	@Test
	void endsALeaseOnce() {
		Lease lease = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000));
		lease.complete(Routers.tokens(400));
		lease.complete(Routers.tokens(700));
		lease.fail(Routers.THROTTLED);
		lease.cancel();
		assertThat(east().tokens()).isEqualTo(400);
		assertThat(east().requests()).isEqualTo(1);
		assertThat(east().inFlight()).isZero();
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void settlesInTheWindowOfTheReservation() {
		Lease slow = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000));
		this.clock.advanceSeconds(61);
		assertThat(east().tokens()).isZero();
		assertThat(east().inFlight()).isEqualTo(1);
		slow.complete(Routers.tokens(5_000));
		assertThat(east().tokens()).isZero();
		assertThat(east().inFlight()).isZero();
	}

	@Test
	void givesBackWhatTheServiceDidNotCharge() {
		Routers.lease(this.router).fail(Routers.THROTTLED);
		assertThat(east().tokens()).isZero();
		assertThat(east().requests()).isZero();
		Routers.lease(this.router).fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.REQUEST));
		assertThat(east().tokens()).isZero();
		assertThat(east().requests()).isEqualTo(1);
		Routers.lease(this.router).fail(Routers.SERVER_ERROR);
		assertThat(east().tokens()).isEqualTo(100);
		Routers.lease(this.router).cancel();
		assertThat(east().tokens()).isEqualTo(200);
		assertThat(east().requests()).isEqualTo(3);
	}

	@Test
	void aWindowEndsWithoutAnybodyRollingIt() {
		Routers.lease(this.router).complete(null);
		this.clock.advanceSeconds(59.999);
		assertThat(east().tokens()).isEqualTo(100);
		this.clock.advanceSeconds(0.001);
		assertThat(east().tokens()).isZero();
		assertThat(east().requests()).isZero();
	}

	@Test
	void scalesLimitsToTheWindow() {
		Router router = Routers.router(this.clock, Routers.named("east")).window(Duration.ofSeconds(30)).build();
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 1_000));
		assertThat(router.snapshot("east", Routers.MODEL).utilization()).isEqualTo(0.2, within(1e-9));
		assertThat(router.snapshot("east", Routers.MODEL).tokensPerMinute()).isEqualTo(10_000);
	}

	@Test
	void aWindowOfZeroCountsTotalsUntilTheyAreReset() {
		Router router = Routers.router(this.clock, Routers.named("east")).window(Duration.ZERO).build();
		Routers.lease(router).complete(null);
		this.clock.advance(Duration.ofDays(3));
		router.rollWindows();
		Lease open = Routers.lease(router);
		assertThat(router.snapshot("east", Routers.MODEL).tokens()).isEqualTo(200);
		assertThat(router.snapshot("east", Routers.MODEL).utilization()).isEqualTo(2 / 60.0);
		router.resetUsage();
		open.complete(Routers.tokens(1));
		assertThat(router.snapshot("east", Routers.MODEL).tokens()).isZero();
		assertThat(router.snapshot("east", Routers.MODEL).requests()).isZero();
	}

	@Test
	void unlimitedDeploymentsAreNeverSaturated() {
		Router router = Routers.router(this.clock, List.of(Routers.deployment("east", 0, 0))).build();
		Routers.lease(router, RouteRequest.of(Routers.MODEL, 1_000_000_000L));
		assertThat(router.snapshot("east", Routers.MODEL).utilization()).isZero();
		assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.AVAILABLE);
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("EAST", Routers.MODEL);
	}

	@Test
	void anyNumberOfRequestsMayBeInFlight() {
		int requests = 65_536 + 1;
		Router router = Routers.router(this.clock, List.of(Routers.deployment("east", 0, 0))).build();
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < requests; i++) {
			leases.add(Routers.lease(router, RouteRequest.of(Routers.MODEL, Long.MAX_VALUE)));
		}
		DeploymentSnapshot busy = router.snapshot("east", Routers.MODEL);
		assertThat(busy.inFlight()).isEqualTo(requests);
		assertThat(busy.requests()).isEqualTo(requests);
		assertThat(busy.tokens()).isEqualTo(requests * RouteRequest.countable(Long.MAX_VALUE));

		leases.forEach((lease) -> lease.complete(Routers.tokens(1)));

		DeploymentSnapshot idle = router.snapshot("east", Routers.MODEL);
		assertThat(idle.inFlight()).isZero();
		assertThat(idle.tokens()).isEqualTo(requests);
	}

	@Test
	void requestsStayInFlightWhileTheirWindowsEnd() {
		List<Lease> leases = new ArrayList<>();
		for (int minute = 1; minute <= 10; minute++) {
			leases.add(Routers.lease(this.router));
			this.clock.advanceSeconds(60);
			assertThat(east().inFlight()).isEqualTo(minute);
		}
		this.router.resetUsage();
		assertThat(east().inFlight()).isEqualTo(10);
		leases.forEach(Lease::cancel);
		assertThat(east().inFlight()).isZero();
		assertThat(east().tokens()).isZero();
	}

}
