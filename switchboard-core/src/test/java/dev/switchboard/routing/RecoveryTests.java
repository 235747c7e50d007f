package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RecoveryTests {

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("east", "west")).build();

	private static RouteRequest toEast() {
		return RouteRequest.of(Routers.MODEL, 10).withPreferred("east");
	}

	@Test
	void exactlyOneOfManyThreadsBecomesTheTrial() throws Exception {
		outageOfEast();
		Queue<Lease> leases = new ConcurrentLinkedQueue<>();
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(200);
		for (int i = 0; i < 200; i++) {
			threads.execute(() -> {
				awaitUninterruptibly(start);
				leases.add(Routers.lease(this.router, toEast()));
			});
		}
		start.countDown();
		threads.shutdown();
		assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(leases).hasSize(200).filteredOn((lease) -> lease.deployment().name().equals("east")).hasSize(1);
	}

	@Test
	void responseHeadOfTheTrialOpensTheDoor() {
		outageOfEast();
		Lease trial = Routers.leaseOn(this.router, "east");
		assertThat(Routers.lease(this.router, toEast()).deployment().name()).isEqualTo("west");
		trial.answered(ServerReport.ACCEPTED);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
		Routers.leaseOn(this.router, "east");
	}

	@Test
	void refusedTrialDoesNotOpenTheDoor() {
		outageOfEast();
		Routers.leaseOn(this.router, "east").answered(new ServerReport(false, -1, -1, null));
		assertThat(east().state()).isEqualTo(State.RECOVERING);
	}

	@Test
	void failedTrialsDoubleTheCooldownUpToThirtySeconds() {
		outageOfEast();
		for (Duration expected : List.of(Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(30))) {
			Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
			assertThat(east().cooldownRemaining()).isBetween(expected, Duration.ofSeconds(30));
			this.clock.advanceSeconds(30);
		}
	}

	@Test
	void doublingEndsAtTheLongestCooldownThatIsConfigured() {
		Router router = Routers.router(this.clock, Routers.named("east", "west"))
			.cooldowns(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofMinutes(5))
			.build();
		for (int i = 0; i < 4; i++) {
			Routers.leaseOn(router, "east").fail(Routers.OUTAGE);
			assertThat(router.snapshot("east", Routers.MODEL).cooldownRemaining())
				.isBetween(Duration.ofSeconds((i == 0) ? 10 : 15), Duration.ofSeconds(15));
			this.clock.advanceSeconds(15);
		}
	}

	@Test
	void onlyACompleteSuccessEndsTheDoubling() {
		outageOfEast();
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		this.clock.advanceSeconds(30);
		Lease opened = Routers.leaseOn(this.router, "east");
		opened.answered(ServerReport.ACCEPTED);
		opened.fail(Routers.OUTAGE);
		assertThat(east().cooldownRemaining()).isEqualTo(Duration.ofSeconds(30));
		this.clock.advanceSeconds(30);
		Routers.leaseOn(this.router, "east").complete(null);
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		assertThat(east().cooldownRemaining()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
	}

	@Test
	void unansweredTrialExpiresAfterDefaultCooldown() {
		outageOfEast();
		Routers.leaseOn(this.router, "east");
		this.clock.advanceSeconds(9.9);
		assertThat(Routers.lease(this.router, toEast()).deployment().name()).isEqualTo("west");
		this.clock.advanceSeconds(0.1);
		Routers.leaseOn(this.router, "east");
		assertThat(Routers.lease(this.router, toEast()).deployment().name()).isEqualTo("west");
	}

	@Test
	void cancelledOrRejectedTrialLetsTheNextOneIn() {
		outageOfEast();
		Routers.leaseOn(this.router, "east").cancel();
		Routers.leaseOn(this.router, "east").fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.REQUEST));
		Routers.leaseOn(this.router, "east");
		assertThat(east().state()).isEqualTo(State.RECOVERING);
	}

	@Test
	void expiredQuarantineNeedsATrial() {
		Routers.leaseOn(this.router, "east").fail(Routers.WRONG_KEY);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(east().state()).isEqualTo(State.RECOVERING);
		Routers.leaseOn(this.router, "east").complete(null);
		assertThat(east().state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void othersFollowTheTrialWhenThereIsNowhereElse() {
		Router router = Routers.router(this.clock, Routers.named("east")).build();
		Routers.leaseOn(router, "east").fail(Routers.OUTAGE);
		this.clock.advanceSeconds(12);
		assertThat(Routers.leaseOn(router, "east").isBestEffort()).isFalse();
		assertThat(Routers.leaseOn(router, "east").isBestEffort()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 9, 17 })
	void deploymentReturningDuringSelectionIsFound(int look) {
		AtomicReference<Lease> trial = new AtomicReference<>();
		AtomicInteger looks = new AtomicInteger(Integer.MIN_VALUE);
		// the router draws eight times for every readiness it looks for
		Router router = Routers.router(this.clock, Routers.named("east", "west")).random(() -> {
			if (looks.incrementAndGet() == look) {
				trial.get().complete(null);
			}
			return 42;
		}).build();
		router.drain("west", null);
		Routers.lease(router).fail(Routers.OUTAGE);
		this.clock.advanceSeconds(12);
		trial.set(Routers.lease(router));
		looks.set(0);
		assertThat(Routers.lease(router).deployment().name()).isEqualTo("east");
		assertThat(looks.get()).isGreaterThanOrEqualTo(look);
	}

	@Test
	void strictlyTheOthersWaitForTheTrial() {
		Router router = Routers.router(this.clock, Routers.named("east")).onSaturation(OnSaturation.FAIL).build();
		Routers.leaseOn(router, "east").fail(Routers.OUTAGE);
		this.clock.advanceSeconds(12);
		Routers.leaseOn(router, "east");
		this.clock.advanceSeconds(3);
		assertThat(Routers.unavailable(router, toEast()).retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	private void outageOfEast() {
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		assertThat(east().state()).isEqualTo(State.COOLING_DOWN);
		this.clock.advanceSeconds(12);
		assertThat(east().state()).isEqualTo(State.RECOVERING);
	}

	private DeploymentSnapshot east() {
		return this.router.snapshot("east", Routers.MODEL);
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
