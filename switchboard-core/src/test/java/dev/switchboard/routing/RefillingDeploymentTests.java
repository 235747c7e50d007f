package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A service whose limits come back little by little: it has no windows. */
class RefillingDeploymentTests {

	/** A hundred tokens come back per second. */
	private static final long LIMIT = 6_000;

	private final VirtualClock clock = new VirtualClock();

	private final Router router = router(LIMIT, 0);

	@Test
	void whatWasUsedComesBackLittleByLittle() {
		answer(new ServerReport(true, LIMIT, 1_500, Duration.ofSeconds(45)));
		assertThat(east().tokens()).isEqualTo(4_500);
		this.clock.advanceSeconds(15);
		assertThat(east().tokens()).isEqualTo(3_000);
		assertThat(east().utilization()).isEqualTo(0.5, within(1e-9));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 600));
		assertThat(east().tokens()).isEqualTo(3_600);
		this.clock.advanceSeconds(40);
		assertThat(east().tokens()).isZero();
	}

	@Test
	void ownSpendIsCarriedOnFromOneMinuteToTheNext() {
		this.clock.advanceSeconds(58);
		Lease slow = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 100));
		this.clock.advanceSeconds(1);
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000));
		this.clock.advanceSeconds(3);
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 2_000));
		slow.answered(new ServerReport(true, LIMIT, LIMIT - 1_000, null));
		assertThat(east().tokens()).isEqualTo(1_000 + 1_000 + 2_000 - 400);
	}

	@Test
	void fullBucketSaysWhenItHasRoom() {
		answer(new ServerReport(true, LIMIT, 0, Duration.ofSeconds(60)));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 500));
		assertThat(east().state()).isEqualTo(State.SATURATED);
		Router strict = strict();
		Lease lease = Routers.lease(strict, RouteRequest.of(Routers.MODEL, 300));
		lease.answered(new ServerReport(true, LIMIT, 0, Duration.ofSeconds(60)));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 200));
		Unavailable unavailable = Routers.unavailable(strict, RouteRequest.of(Routers.MODEL, 100));
		assertThat(unavailable.retryAfter()).isPositive().isLessThan(Duration.ofSeconds(1));
		this.clock.advanceSeconds(5.1);
		assertThat(east().state()).isEqualTo(State.SATURATED);
		this.clock.advanceSeconds(2);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
		assertThat(strict.acquire(RouteRequest.of(Routers.MODEL, 100))).isInstanceOf(Lease.class);
	}

	@Test
	void limitRefillsByASixtiethPerSecond() {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 0)).answered(new ServerReport(true, LIMIT, 0, null));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 600));
		assertThat(this.router.unavailable(RouteRequest.of(Routers.MODEL, 1)).retryAfter())
			.isEqualTo(Duration.ofSeconds(6));
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 20, 55, 62, 100 })
	void hasRoomAgainWithinAMinute(double seconds) {
		Router strict = strict();
		this.clock.advanceSeconds(55);
		Routers.lease(strict, RouteRequest.of(Routers.MODEL, 100))
			.answered(new ServerReport(true, LIMIT, LIMIT - 100, null));
		this.clock.advanceSeconds(seconds / 2);
		Routers.lease(strict, RouteRequest.of(Routers.MODEL, 700_000)).cancel();
		RouteRequest next = RouteRequest.of(Routers.MODEL, 100);

		Duration retryAfter = Routers.unavailable(strict, next).retryAfter();

		assertThat(retryAfter).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(60));
		this.clock.advance(retryAfter.minusMillis(1));
		assertThat(strict.acquire(next)).isInstanceOf(Unavailable.class);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(strict.acquire(next)).isInstanceOf(Lease.class);
	}

	@Test
	void aShareThatIsUsedUpWaitsForTheEndOfTheMinute() {
		this.clock.advanceSeconds(20);
		answer(new ServerReport(true, 60_000, 59_000, null));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 5_900));
		assertThat(this.router.unavailable(RouteRequest.of(Routers.MODEL, 1)).retryAfter())
			.isEqualTo(Duration.ofSeconds(40));
	}

	@Test
	void aShareOfADeploymentThatIsFullWaitsForThat() {
		this.clock.advanceSeconds(20);
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 0)).answered(new ServerReport(true, 60_000, 0, null));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000));
		assertThat(this.router.unavailable(RouteRequest.of(Routers.MODEL, 1)).retryAfter())
			.isCloseTo(Duration.ofSeconds(1), Duration.ofNanos(1));
	}

	@Test
	void whenItIsFullAgainIsNoEndOfAWindow() {
		Router router = router(LIMIT, 120);
		for (int second = 0; second < 8 * 60; second++) {
			Lease lease = Routers.lease(router, RouteRequest.of(Routers.MODEL, 10));
			lease.answered(new ServerReport(true, LIMIT, LIMIT - 100, Duration.ofSeconds(100 - second % 60)));
			lease.complete(Routers.tokens(10));
			DeploymentSnapshot east = router.snapshot("east", Routers.MODEL);
			assertThat(east.requests()).isEqualTo(second % 60 + 1);
			assertThat(east.state()).isEqualTo(State.AVAILABLE);
			this.clock.advanceSeconds(1);
		}
	}

	@Test
	void withoutReportsOwnSpendOfTheMinuteCounts() {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 3_000)).complete(null);
		this.clock.advanceSeconds(59);
		assertThat(east().tokens()).isEqualTo(3_000);
		this.clock.advanceSeconds(1);
		assertThat(east().tokens()).isZero();
	}

	@Test
	void aResetForgetsWhatWasReported() {
		answer(new ServerReport(true, LIMIT, 0, null));
		assertThat(east().state()).isEqualTo(State.SATURATED);
		this.router.resetUsage();
		assertThat(east().tokens()).isZero();
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void aShareIsUsedUpByOwnSpend() {
		answer(new ServerReport(true, 60_000, 59_000, null));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 5_900));
		assertThat(east().utilization()).isEqualTo(1);
		this.clock.advanceSeconds(60);
		assertThat(east().utilization()).isZero();
	}

	private Router router(long tokensPerMinute, long requestsPerMinute) {
		return Routers.router(this.clock, List.of(refilling(tokensPerMinute, requestsPerMinute))).build();
	}

	private Router strict() {
		return Routers.router(this.clock, List.of(refilling(LIMIT, 0))).onSaturation(OnSaturation.FAIL).build();
	}

	private static Deployment refilling(long tokensPerMinute, long requestsPerMinute) {
		return new Deployment("east", Routers.MODEL, tokensPerMinute, requestsPerMinute, 0, Duration.ofSeconds(10),
				true);
	}

	private void answer(ServerReport report) {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 100)).answered(report);
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
