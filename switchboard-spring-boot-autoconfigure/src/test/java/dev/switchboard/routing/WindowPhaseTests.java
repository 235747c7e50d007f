package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When windows begin and end once the server says when its own do. */
class WindowPhaseTests {

	private static final int MINUTES = 8;

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("east")).build();

	private static ServerReport resetIn(double seconds) {
		return new ServerReport(true, -1, -1, Duration.ofMillis(Math.round(seconds * 1_000)));
	}

	@Test
	void throttledRequestThatTellsThePhaseIsGivenBack() {
		this.clock.advanceSeconds(25);
		Lease throttled = Routers.lease(this.router);
		throttled.answered(new ServerReport(false, -1, -1, Duration.ofSeconds(10)));
		throttled.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
		assertThat(east().tokens()).isZero();
		assertThat(east().requests()).isZero();
	}

	@Test
	void throttledRequestIsGivenBackAlsoWhereTheWindowBeginsAnew() {
		this.clock.advanceSeconds(25);
		Lease served = Routers.lease(this.router);
		Lease throttled = Routers.lease(this.router);
		throttled.answered(new ServerReport(false, -1, -1, Duration.ofSeconds(50)));
		throttled.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(50), false));
		assertThat(east().tokens()).isEqualTo(100);
		assertThat(east().requests()).isOne();
		served.complete(Routers.tokens(30));
		assertThat(east().tokens()).isEqualTo(30);
	}

	@Test
	void requestsUnderWaySettleWhenThePhaseBecomesKnown() {
		this.clock.advanceSeconds(25);
		Lease slow = Routers.lease(this.router);
		this.clock.advanceSeconds(5);
		learnThatTheWindowEndsIn(40);
		slow.complete(Routers.tokens(700));
		assertThat(east().tokens()).isEqualTo(900);
	}

	@Test
	void windowEndsWhenTheServersDoes() {
		this.clock.advanceSeconds(23);
		learnThatTheWindowEndsIn(10);
		this.clock.advanceSeconds(9.9);
		assertThat(east().tokens()).isEqualTo(200);
		this.clock.advanceSeconds(0.2);
		assertThat(east().tokens()).isZero();
		Routers.lease(this.router);
		this.clock.advanceSeconds(59.7);
		assertThat(east().tokens()).isEqualTo(100);
		this.clock.advanceSeconds(0.3);
		assertThat(east().tokens()).isZero();
	}

	@Test
	void windowBeginsAnewWhereTheServersBeganInsideIt() {
		Lease before = Routers.lease(this.router);
		this.clock.advanceSeconds(30);
		Routers.lease(this.router);
		this.clock.advanceSeconds(10);
		// now is second 42: the server's window began at second 20
		learnThatTheWindowEndsIn(38);
		assertThat(east().tokens()).isEqualTo(300);
		assertThat(east().requests()).isEqualTo(3);
		before.complete(Routers.tokens(5_000));
		assertThat(east().tokens()).isEqualTo(300);
		this.clock.advanceSeconds(37.9);
		assertThat(east().requests()).isEqualTo(3);
		this.clock.advanceSeconds(0.2);
		assertThat(east().tokens()).isZero();
		assertThat(east().requests()).isZero();
	}

	@Test
	void noMinuteHoldsTheRequestsOfTwoWhenThePhaseIsLearned() {
		// one request per second, as many as a minute may have, and the server's window
		// begins at second 50 of ours
		for (int second = 0; second < 50; second++) {
			Routers.lease(this.router).complete(Routers.tokens(10));
			this.clock.advanceSeconds(1);
		}
		for (int second = 50; second < 100; second++) {
			Lease lease = Routers.lease(this.router);
			lease.answered(resetIn(110 - second));
			lease.complete(Routers.tokens(10));
			assertThat(east().requests()).isLessThan(60);
			assertThat(east().state()).isEqualTo(State.AVAILABLE);
			this.clock.advanceSeconds(1);
		}
		assertThat(east().requests()).isEqualTo(50);
	}

	@Test
	void aNewPhaseIsLearnedAfterTheMachineHasSlept() {
		this.clock.advanceSeconds(23);
		learnThatTheWindowEndsIn(10);
		this.clock.advance(Duration.ofHours(8));
		assertThat(east().requests()).isZero();
		learnThatTheWindowEndsIn(30);
		this.clock.advanceSeconds(29.9);
		assertThat(east().requests()).isEqualTo(2);
		this.clock.advanceSeconds(0.2);
		assertThat(east().requests()).isZero();
	}

	@Test
	void oneResetHeaderIsNotBelieved() {
		this.clock.advanceSeconds(25);
		Lease lease = Routers.lease(this.router);
		lease.answered(resetIn(10));
		this.clock.advanceSeconds(11);
		assertThat(east().tokens()).isEqualTo(100);
	}

	@Test
	void headersThatDisagreeAreNotBelieved() {
		for (int second : List.of(10, 14, 3, 20)) {
			Routers.lease(this.router).answered(resetIn(second));
			this.clock.advanceSeconds(2);
		}
		this.clock.advanceSeconds(30);
		assertThat(east().tokens()).isEqualTo(400);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 0.999, 1, 10, 30, 59.5, 60, 86_400 })
	void aResetThatIsAlwaysTheSameTimeAheadMovesNoWindow(double ahead) {
		hears((second) -> resetIn(ahead));
	}

	@Test
	void aResetThatMovesFurtherAwayMovesNoWindow() {
		// a bucket that fills up more slowly than it is used
		hears((second) -> resetIn(Math.min(60, 1 + second * 0.1)));
	}

	@Test
	void refusalsThatAlwaysNameTheSameWaitLetNoWindowOutliveItsLength() {
		for (int second = 0; second < MINUTES * 60; second++) {
			Lease lease = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10));
			lease.answered(resetIn(-1));
			lease.complete(Routers.tokens(10));
			Lease refused = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10));
			refused.answered(new ServerReport(false, -1, -1, Duration.ofSeconds(60)));
			refused.fail(Failure.unmarked(FailureKind.RATE_LIMITED, Failure.Retained.NOTHING));
			assertThat(east().requests()).isLessThanOrEqualTo(60);
			this.clock.advanceSeconds(1);
		}
	}

	// one request per second for eight minutes, with heads whose reset means nothing:
	// every window has its sixty requests and no more
	private void hears(IntFunction<ServerReport> reports) {
		for (int second = 0; second < MINUTES * 60; second++) {
			Lease lease = Routers.lease(this.router);
			lease.answered(reports.apply(second));
			lease.complete(Routers.tokens(10));
			assertThat(east().requests()).isEqualTo(second % 60 + 1);
			this.clock.advanceSeconds(1);
		}
	}

	private void learnThatTheWindowEndsIn(double seconds) {
		Routers.lease(this.router).answered(resetIn(seconds + 2));
		this.clock.advanceSeconds(2);
		Routers.lease(this.router).answered(resetIn(seconds));
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
