package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What the router makes of the heads of responses. */
class ServerViewTests {

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers
		.router(this.clock, List.of(Routers.deployment("east", 10_000, 0), Routers.deployment("west", 10_000, 0)))
		.build();

	private static ServerReport remaining(long tokens) {
		return new ServerReport(true, 10_000, tokens, null);
	}

	@Test
	void useByOthersIsSeen() {
		Routers.leaseOn(this.router, "east").answered(remaining(3_000));
		assertThat(east().tokens()).isEqualTo(7_000);
		assertThat(east().utilization()).isEqualTo(0.7, within(1e-9));
		Routers.leaseOn(this.router, "east");
		assertThat(east().tokens()).isEqualTo(7_100);
	}

	@Test
	void olderReportIsIgnored() {
		Lease early = Routers.leaseOn(this.router, "east");
		this.clock.advanceSeconds(1);
		Routers.leaseOn(this.router, "east").answered(remaining(3_000));
		early.answered(remaining(9_000));
		assertThat(east().tokens()).isEqualTo(7_000);
	}

	@Test
	void absentFiguresSayNothing() {
		Routers.leaseOn(this.router, "east").answered(remaining(-1));
		assertThat(east().tokens()).isEqualTo(100);
	}

	@Test
	void reportEndsWithTheWindow() {
		Routers.leaseOn(this.router, "east").answered(remaining(0));
		assertThat(east().state()).isEqualTo(State.SATURATED);
		this.clock.advanceSeconds(60);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
		assertThat(east().tokens()).isZero();
	}

	@Test
	void smallerLimitHoldsUntilRaised() {
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 4_000, 3_900, null));
		assertThat(east().tokensPerMinute()).isEqualTo(4_000);
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 50_000, 49_000, null));
		assertThat(east().tokensPerMinute()).isEqualTo(10_000);
	}

	@Test
	void limitThatIsNotConfiguredIsLearned() {
		Router router = Routers.router(this.clock, List.of(Routers.deployment("east", 0, 0))).build();
		Routers.leaseOn(router, "east").answered(new ServerReport(true, 5_000, 2_500, null));
		assertThat(router.snapshot("east", Routers.MODEL).tokensPerMinute()).isEqualTo(5_000);
		assertThat(router.snapshot("east", Routers.MODEL).utilization()).isEqualTo(0.5, within(1e-9));
	}

	@Test
	void figuresPerMinuteMeanNothingToOtherWindows() {
		Router router = Routers.router(this.clock, Routers.named("east")).window(Duration.ofSeconds(30)).build();
		Routers.leaseOn(router, "east").answered(new ServerReport(true, 500, 0, Duration.ofSeconds(5)));
		assertThat(router.snapshot("east", Routers.MODEL).tokens()).isEqualTo(100);
		assertThat(router.snapshot("east", Routers.MODEL).tokensPerMinute()).isEqualTo(10_000);
	}

	@Test
	void moreRequestsGoWhereOthersUseLess() {
		Routers.leaseOn(this.router, "east").answered(remaining(1_000));
		Routers.leaseOn(this.router, "west").answered(remaining(9_900));
		int west = 0;
		for (int i = 0; i < 40; i++) {
			Lease lease = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10));
			west += lease.deployment().name().equals("west") ? 1 : 0;
		}
		// phase unknown: pace 1.5 - 0.91 against 1.5
		// - 0.02, so west deserves 71 % of the spend
		assertThat(west).isBetween(24, 34);
	}

	@Test
	void shareIsUsedUpByOwnUseOnly() {
		// others use 130,000 of 240,000; 10,000 of them are ours
		for (int i = 0; i < 99; i++) {
			Lease lease = Routers.leaseOn(this.router, "east");
			lease.answered(new ServerReport(true, 240_000, 110_000 - i * 100, null));
			lease.complete(Routers.tokens(100));
			assertThat(east().state()).isEqualTo(State.AVAILABLE);
		}
		assertThat(east().tokens()).isEqualTo(9_900);
		assertThat(east().tokensPerMinute()).isEqualTo(10_000);
		assertThat(east().utilization()).isEqualTo(0.99, within(1e-9));
		Routers.leaseOn(this.router, "east");
		assertThat(east().state()).isEqualTo(State.SATURATED);
	}

	@Test
	void aShareIsNoUseWhereTheDeploymentIsFull() {
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 240_000, 24_000, null));
		assertThat(east().utilization()).isEqualTo(0.9, within(1e-9));
		assertThat(east().tokens()).isEqualTo(100);
		this.clock.advanceSeconds(1);
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 240_000, 0, null));
		assertThat(east().state()).isEqualTo(State.SATURATED);
		this.clock.advanceSeconds(59);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void remainingAppliesToLastStatedLimit() {
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 240_000, 120_000, null));
		this.clock.advanceSeconds(1);
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, -1, 60_000, null));
		assertThat(east().utilization()).isEqualTo(0.75, within(1e-9));
	}

	@Test
	void remainingAppliesToConfiguredLimit() {
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, -1, 4_000, null));
		assertThat(east().tokens()).isEqualTo(6_000);
	}

	@Test
	void moreRemainingThanThereCanBeSaysNothing() {
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, -1, 200_000, null));
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 10_000, 10_001, null));
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 0, 0, null));
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 10_000, Long.MIN_VALUE, null));
		assertThat(east().tokens()).isEqualTo(400);
		assertThat(east().tokensPerMinute()).isEqualTo(10_000);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void everyReportIsTakenAgainstItsOwnLimit() {
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 8_000, 2_000, null));
		assertThat(east().utilization()).isEqualTo(0.75, within(1e-9));
		this.clock.advanceSeconds(1);
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 4_000, 3_000, null));
		assertThat(east().utilization()).isEqualTo(0.25, within(1e-9));
		this.clock.advanceSeconds(1);
		Routers.leaseOn(this.router, "east").answered(new ServerReport(true, 40_000, 10_000, null));
		assertThat(east().tokensPerMinute()).isEqualTo(10_000);
		assertThat(east().utilization()).isEqualTo(0.75, within(1e-9));
	}

	@Test
	void aCountThatFallsIsNoNewWindow() {
		this.clock.advanceSeconds(30);
		for (int i = 0; i < 5; i++) {
			Lease lease = Routers.leaseOn(this.router, "east");
			// a sixtieth of the limit comes back per second
			lease.answered(remaining(2_000 + i * 660));
			lease.complete(Routers.tokens(7));
			this.clock.advanceSeconds(4);
		}
		assertThat(east().requests()).isEqualTo(5);
		this.clock.advanceSeconds(10);
		assertThat(east().requests()).isZero();
	}

	@Test
	void aResetLeavesTheWindowsAsTheyAre() {
		this.clock.advanceSeconds(25);
		Routers.leaseOn(this.router, "east").answered(new ServerReport(false, -1, -1, Duration.ofSeconds(10)));
		this.router.resetUsage();
		Routers.leaseOn(this.router, "east");
		this.clock.advanceSeconds(9.9);
		assertThat(east().requests()).isEqualTo(1);
		this.clock.advanceSeconds(0.1);
		assertThat(east().requests()).isZero();
	}

	@Test
	void aRefusalSaysWhenTheWindowEnds() {
		this.clock.advanceSeconds(25);
		Routers.leaseOn(this.router, "east");
		Routers.leaseOn(this.router, "east").answered(new ServerReport(false, -1, -1, Duration.ofSeconds(10)));
		this.clock.advanceSeconds(9.9);
		assertThat(east().requests()).isEqualTo(2);
		this.clock.advanceSeconds(0.1);
		assertThat(east().requests()).isZero();
	}

	@Test
	void resetForgetsTheCount() {
		Routers.leaseOn(this.router, "east").answered(remaining(0));
		this.router.resetUsage();
		assertThat(east().tokens()).isZero();
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void resetAlsoForgetsCountsOfRequestsUnderWay() {
		Lease before = Routers.leaseOn(this.router, "east");
		this.clock.advanceSeconds(1);
		this.router.resetUsage();
		before.answered(remaining(0));
		assertThat(east().tokens()).isZero();
		Routers.leaseOn(this.router, "east").answered(remaining(1_000));
		assertThat(east().tokens()).isEqualTo(9_000);
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
