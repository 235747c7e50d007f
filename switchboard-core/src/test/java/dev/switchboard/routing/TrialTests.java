package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A deployment comes back while 200 callers are waiting for it. */
class TrialTests {

	private static final int CALLERS = 200;

	private static final RouteRequest TO_EAST = RouteRequest.of(Routers.MODEL, 10).withPreferred("east");

	private final VirtualClock clock = new VirtualClock();

	private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS);

	private final Router router = Routers.router(this.clock, unlimited("east", "west")).build();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@Test
	void oneOfAllGoesThereUntilItAnswersAndThenAllDo() throws Exception {
		outage(this.router);
		List<Lease> rush = leases(rush(this.router));
		assertThat(rush).hasSize(CALLERS).filteredOn(TrialTests::isOnEast).hasSize(1);
		assertThat(leases(rush(this.router))).hasSize(CALLERS).noneMatch(TrialTests::isOnEast);

		Lease trial = rush.stream().filter(TrialTests::isOnEast).findAny().orElseThrow();
		assertThat(trial.isBestEffort()).isFalse();
		trial.answered(ServerReport.ACCEPTED);

		assertThat(leases(rush(this.router))).hasSize(CALLERS).allMatch(TrialTests::isOnEast);
	}

	@Test
	void afterAFailedTrialTheNextIsOneAgain() throws Exception {
		outage(this.router);
		for (int seconds : List.of(20, 30, 30)) {
			List<Lease> rush = leases(rush(this.router));
			assertThat(rush).filteredOn(TrialTests::isOnEast).hasSize(1);
			rush.stream().filter(TrialTests::isOnEast).forEach((trial) -> trial.fail(Routers.OUTAGE));
			assertThat(east(this.router).cooldownRemaining()).isBetween(Duration.ofSeconds(seconds),
					Duration.ofSeconds(Math.min(30, seconds * 6 / 5)));
			this.clock.advanceSeconds(30);
		}
	}

	@Test
	void unansweredTrialLetsOneMoreInEveryTenSeconds() throws Exception {
		outage(this.router);
		for (int i = 0; i < 3; i++) {
			assertThat(leases(rush(this.router))).filteredOn(TrialTests::isOnEast).hasSize(1);
			this.clock.advanceSeconds(10);
		}
	}

	@Test
	void cancelledTrialLetsOneMoreInAtOnce() throws Exception {
		outage(this.router);
		List<Lease> rush = leases(rush(this.router));
		rush.stream().filter(TrialTests::isOnEast).forEach(Lease::cancel);
		assertThat(leases(rush(this.router))).filteredOn(TrialTests::isOnEast).hasSize(1);
	}

	@Test
	void withNowhereElseToGoAllGoButOneIsTheTrial() throws Exception {
		Router router = Routers.router(this.clock, unlimited("east")).build();
		outage(router);
		List<Lease> rush = leases(rush(router));
		assertThat(rush).hasSize(CALLERS).filteredOn((lease) -> lease.isTrial()).hasSize(1);
		assertThat(rush).filteredOn(Lease::isBestEffort).hasSize(CALLERS - 1);
	}

	@Test
	void oneTrialAtATime() throws Exception {
		Router router = Routers.router(this.clock, unlimited("east")).onSaturation(OnSaturation.FAIL).build();
		outage(router);
		List<Admission> rush = rush(router);
		assertThat(leases(rush)).hasSize(1);
		assertThat(rush).filteredOn(Unavailable.class::isInstance)
			.hasSize(CALLERS - 1)
			.allSatisfy((admission) -> assertThat(((Unavailable) admission).retryAfter())
				.isEqualTo(Duration.ofSeconds(10)));
	}

	@Test
	void doublingNeverShortensALongCooldown() {
		Router router = Routers
			.router(this.clock, List.of(new Deployment("east", Routers.MODEL, 0, 0, 0, Duration.ofSeconds(45))))
			.build();
		Routers.lease(router).fail(Routers.OUTAGE);
		for (int i = 0; i < 3; i++) {
			assertThat(east(router).cooldownRemaining()).isEqualTo(Duration.ofSeconds(45));
			this.clock.advanceSeconds(45);
			Routers.lease(router).fail(Routers.OUTAGE);
		}
	}

	@Test
	void trialIsJudgedByItsFailureWhateverTheRow() {
		outage(this.router);
		Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		assertThat(east(this.router).state()).isEqualTo(State.COOLING_DOWN);
	}

	@Test
	void trialThatWasForgottenIsNoTrialAfterASuccess() {
		outage(this.router);
		Lease hanging = Routers.leaseOn(this.router, "east");
		this.clock.advanceSeconds(10);
		Routers.leaseOn(this.router, "east").complete(null);
		assertThat(east(this.router).state()).isEqualTo(State.AVAILABLE);

		hanging.fail(Routers.SERVER_ERROR);

		assertThat(east(this.router).state()).as("one failure in a row of five").isEqualTo(State.AVAILABLE);
	}

	private void outage(Router router) {
		Routers.leaseOn(router, "east").fail(Routers.OUTAGE);
		this.clock.advanceSeconds(12);
		assertThat(east(router).state()).isEqualTo(State.RECOVERING);
	}

	private List<Admission> rush(Router router) throws Exception {
		CountDownLatch start = new CountDownLatch(CALLERS);
		Callable<Admission> caller = () -> {
			start.countDown();
			start.await();
			return router.acquire(TO_EAST);
		};
		List<Future<Admission>> futures = this.threads.invokeAll(Collections.nCopies(CALLERS, caller));
		List<Admission> admissions = new ArrayList<>();
		for (Future<Admission> future : futures) {
			admissions.add(future.get());
		}
		return admissions;
	}

	private static List<Lease> leases(List<Admission> admissions) {
		return admissions.stream().filter(Lease.class::isInstance).map(Lease.class::cast).toList();
	}

	private static boolean isOnEast(Lease lease) {
		return lease.deployment().name().equals("east");
	}

	private static DeploymentSnapshot east(Router router) {
		return router.snapshot("east", Routers.MODEL);
	}

	private static List<Deployment> unlimited(String... names) {
		return Stream.of(names).map((name) -> Routers.deployment(name, 0, 0)).toList();
	}

}
