package dev.switchboard.routing;

import java.time.Duration;
import java.util.function.IntFunction;

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
	void refusalThatRevealsPhaseIsGivenBack() {
		this.clock.advanceSeconds(25);
		Lease throttled = Routers.lease(this.router);
		throttled.answered(new ServerReport(false, -1, -1, Duration.ofSeconds(10)));
		throttled.fail(Routers.THROTTLED.withRetryAfter(Duration.ofSeconds(10), false));
		assertThat(east().tokens()).isZero();
		assertThat(east().requests()).isZero();
	}

	@Test
	void throttledRequestIsGivenBack() {
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
	void activeRequestsSettleInAMovedWindow() {
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
	void windowKeepsItsEndIfTheServersIsLater() {
		Routers.lease(this.router);
		this.clock.advanceSeconds(40);
		// now is second 42: the server's window ends at second 80
		learnThatTheWindowEndsIn(38);
		this.clock.advanceSeconds(17.9);
		assertThat(east().requests()).isEqualTo(3);
		this.clock.advanceSeconds(0.2);
		assertThat(east().requests()).isZero();
		Routers.lease(this.router);
		this.clock.advanceSeconds(19.8);
		assertThat(east().requests()).isEqualTo(1);
		this.clock.advanceSeconds(0.2);
		assertThat(east().requests()).as("from then on they end together").isZero();
	}

	@Test
	void theEarliestEndOfOneSecondStands() {
		// waits are rounded up to seconds: the window ends at second 12
		this.clock.advanceSeconds(0.4);
		learnThatTheWindowEndsIn(9.6);
		this.clock.advanceSeconds(0.5);
		Routers.lease(this.router).answered(new ServerReport(false, -1, -1, Duration.ofSeconds(10)));
		this.clock.advanceSeconds(10);
		assertThat(east().requests()).isZero();
		Routers.lease(this.router);
		this.clock.advanceSeconds(59);
		assertThat(east().requests()).as("second 71.9").isOne();
		this.clock.advanceSeconds(0.2);
		assertThat(east().requests()).as("second 72.1").isZero();
	}

	@Test
	void aNewPhaseIsLearnedAfterTheMachineHasSlept() {
		this.clock.advanceSeconds(23);
		learnThatTheWindowEndsIn(10);
		this.clock.advance(Duration.ofHours(8));
		assertThat(east().requests()).isZero();
		learnThatTheWindowEndsIn(30);
		this.clock.advanceSeconds(20);
		Routers.lease(this.router);
		this.clock.advanceSeconds(9.9);
		assertThat(east().requests()).isEqualTo(1);
		this.clock.advanceSeconds(0.2);
		assertThat(east().requests()).isZero();
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.01, 0.999, 1, 10, 30, 59.5, 60, 86_400 })
	void theResetOfASuccessMovesNoWindow(double ahead) {
		hears((second) -> resetIn(ahead));
	}

	@Test
	void constantWaitsDoNotExtendTheWindow() {
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

	// by a refusal that is still under way
	private void learnThatTheWindowEndsIn(double seconds) {
		Routers.lease(this.router);
		this.clock.advanceSeconds(2);
		Duration endsIn = Duration.ofMillis(Math.round(seconds * 1_000));
		Routers.lease(this.router).answered(new ServerReport(false, -1, -1, endsIn));
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
