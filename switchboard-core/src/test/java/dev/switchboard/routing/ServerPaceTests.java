package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How fast a deployment may still be used, by what it says about itself. */
class ServerPaceTests {

	private static final long LIMIT = 1_000_000;

	/** Others are expected to use up four fifths of what they did so far. */
	private static final double CAUTION = 0.8;

	private final VirtualClock clock = new VirtualClock();

	private final Router router = router(new Deployment("east", Routers.MODEL, LIMIT, 0, 0, Duration.ofSeconds(10)));

	private Router router(Deployment deployment) {
		return Routers.router(this.clock, List.of(deployment)).build();
	}

	@Test
	void paceIsRestOfLimitOverRestOfWindow() {
		learnThatTheWindowEndsIn(60);
		this.clock.advanceSeconds(30);
		DeploymentState east = reported(this.router, 300_000, LIMIT, 300_000);
		assertThat(pace(east, 0)).isEqualTo(0.7 / 0.5, within(1e-9));
		assertThat(pace(east, 100_000)).isEqualTo(0.6 / 0.5, within(1e-9));
		this.clock.advanceSeconds(20);
		assertThat(pace(east, 100_000)).isEqualTo(0.6 * 6, within(1e-9));
		this.clock.advanceSeconds(9);
		assertThat(pace(east, 100_000)).as("the last 3 s count alike").isEqualTo(0.6 * 20, within(1e-9));
	}

	@Test
	void countsOnOthersToGoOn() {
		learnThatTheWindowEndsIn(60);
		this.clock.advanceSeconds(30);
		// others have used 30 % in 30 s, so 1 % per second
		DeploymentState east = reported(this.router, 100_000, LIMIT, 400_000);
		double power = CAUTION * 60 * 0.01;
		this.clock.advanceSeconds(15);
		double others = 0.6 * (1 - Math.pow(0.5, power));
		assertThat(pace(east, 0)).isEqualTo((0.6 - others) / 0.25, within(1e-9));
		// a new window, of which nothing has been heard yet
		this.clock.advanceSeconds(27);
		others = 1 - Math.pow(0.8, power);
		assertThat(pace(east, 0)).isEqualTo((1 - others) / 0.8, within(1e-9));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 200_000));
		assertThat(pace(east, 0)).isEqualTo((0.8 - others) / 0.8, within(1e-9));
	}

	@Test
	void aYoungWindowTellsNothingAboutOthers() {
		learnThatTheWindowEndsIn(60);
		this.clock.advanceSeconds(8);
		DeploymentState east = reported(this.router, 0, LIMIT, 300_000);
		this.clock.advanceSeconds(22);
		assertThat(pace(east, 0)).isEqualTo(0.7 / 0.5, within(1e-9));
	}

	@Test
	void earlyEndOfWindowIsNotLearnedFrom() {
		this.clock.advanceSeconds(20);
		learnThatTheWindowEndsIn(20);
		this.clock.advanceSeconds(5);
		DeploymentState east = reported(this.router, 0, LIMIT, 300_000);
		this.clock.advanceSeconds(9);
		assertThat(pace(east, 0)).isEqualTo(0.7 * 10, within(1e-9));
	}

	@Test
	void paceWithoutPhaseIsRestOfLimitAndAHalf() {
		this.clock.advanceSeconds(30);
		DeploymentState east = reported(this.router, 0, LIMIT, 300_000);
		assertThat(pace(east, 100_000)).isEqualTo(1.2, within(1e-9));
		learnThatTheWindowEndsIn(30);
		assertThat(pace(east, 0)).as("others were not told apart before").isEqualTo(0.7 / 0.5, within(1e-9));
	}

	@Test
	void ofALimitThatRefillsIsTwiceWhatIsLeft() {
		Router router = router(new Deployment("east", Routers.MODEL, LIMIT, 0, 0, Duration.ofSeconds(10), true));
		DeploymentState east = reported(router, 100_000, LIMIT, 400_000);
		assertThat(pace(east, 100_000)).isEqualTo(1, within(1e-9));
		this.clock.advanceSeconds(15);
		assertThat(pace(east, 100_000)).as("others use up what comes back").isEqualTo(1, within(1e-9));
	}

	@Test
	void ofAShareIsThatOfItsOwnUseWhereThatIsSlower() {
		Router router = router(new Deployment("east", Routers.MODEL, LIMIT, 0, 0, Duration.ofSeconds(10)));
		this.clock.advanceSeconds(30);
		DeploymentState east = reported(router, 400_000, 10 * LIMIT, 500_000);
		assertThat(pace(east, 100_000)).isEqualTo(0.5 / 0.5, within(1e-9));
		this.clock.advanceSeconds(28.5);
		assertThat(pace(east, 100_000)).as("the deployment's").isEqualTo(1.5 - 0.05, within(1e-9));
	}

	@Test
	void shareThatIsUsedUpLeavesNoRoom() {
		Router router = router(new Deployment("east", Routers.MODEL, LIMIT, 0, 0, Duration.ofSeconds(10)));
		this.clock.advanceSeconds(30);
		DeploymentState east = reported(router, 900_000, 10 * LIMIT, 1_000_000);
		assertThat(east.load(0, this.clock.getAsLong()).room()).isEqualTo(0.1 / 0.5, within(1e-9));
	}

	@Test
	void goesByOwnSpendOnceAReportIsAMinuteOld() {
		DeploymentState east = reported(this.router, 0, LIMIT, 300_000);
		this.clock.advanceSeconds(59.9);
		assertThat(pace(east, 0)).isEqualTo(1.2, within(1e-9));
		this.clock.advanceSeconds(0.1);
		assertThat(pace(east, 0)).isEqualTo(1);
	}

	@Test
	void goesByOwnSpendWithoutReports() {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 300_000));
		DeploymentState east = this.router.state("east", Routers.MODEL);
		assertThat(pace(east, 0)).as("not before half of it is used").isEqualTo(1);
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 300_000));
		assertThat(pace(east, 0)).isEqualTo(2 * 0.4, within(1e-9));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 390_000));
		assertThat(east.load(0, this.clock.getAsLong()).pace()).as("the slowest there is").isEqualTo(0.05);
	}

	@Test
	void isLimitedByTheRequestsOfTenSeconds() {
		Router router = router(new Deployment("east", Routers.MODEL, LIMIT, 60, 0, Duration.ofSeconds(10)));
		for (int i = 0; i < 9; i++) {
			Routers.lease(router);
		}
		Load load = router.state("east", Routers.MODEL).load(0, this.clock.getAsLong());
		assertThat(load.pace()).isEqualTo(2 * 0.1, within(1e-9));
	}

	@Test
	void serverDoesNotCountRefusedRequests() {
		Lease refused = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1_000));
		refused.answered(new ServerReport(false, LIMIT, 300_000, null));
		refused.fail(Failure.unmarked(FailureKind.RATE_LIMITED, Failure.Retained.NOTHING));
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 500));
		assertThat(this.router.snapshot("east", Routers.MODEL).tokens()).isEqualTo(700_500);
	}

	// a refusal is believed at once
	private void learnThatTheWindowEndsIn(int seconds) {
		Lease refused = Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 0));
		refused.answered(new ServerReport(false, -1, -1, Duration.ofSeconds(seconds)));
		refused.fail(Failure.unmarked(FailureKind.RATE_LIMITED, Failure.Retained.NOTHING));
	}

	private static DeploymentState reported(Router router, long own, long limit, long used) {
		Lease lease = Routers.lease(router, RouteRequest.of(Routers.MODEL, own));
		lease.answered(new ServerReport(true, limit, limit - used, null));
		return router.state("east", Routers.MODEL);
	}

	private double pace(DeploymentState state, long estimatedTokens) {
		return state.capacity().pace(estimatedTokens, this.clock.getAsLong());
	}

}
