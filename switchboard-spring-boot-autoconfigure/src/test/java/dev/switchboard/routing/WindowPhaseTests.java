package dev.switchboard.routing;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Leases under way when the router learns when the server's windows begin. */
class WindowPhaseTests {

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("east")).build();

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
	void requestsUnderWaySettleWhenThePhaseBecomesKnown() {
		this.clock.advanceSeconds(25);
		Lease slow = Routers.lease(this.router);
		Routers.lease(this.router).answered(new ServerReport(true, -1, -1, Duration.ofSeconds(50)));
		slow.complete(Routers.tokens(700));
		assertThat(east().tokens()).isEqualTo(800);
	}

	@Test
	void windowEndsWhenTheServersDoes() {
		this.clock.advanceSeconds(25);
		Routers.lease(this.router).answered(new ServerReport(true, -1, -1, Duration.ofSeconds(10)));
		this.clock.advanceSeconds(9.9);
		assertThat(east().tokens()).isEqualTo(100);
		this.clock.advanceSeconds(0.2);
		assertThat(east().tokens()).isZero();
		Routers.lease(this.router);
		this.clock.advanceSeconds(59.7);
		assertThat(east().tokens()).isEqualTo(100);
		this.clock.advanceSeconds(0.3);
		assertThat(east().tokens()).isZero();
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
