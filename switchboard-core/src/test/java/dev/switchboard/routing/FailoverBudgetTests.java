package dev.switchboard.routing;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.routing.Unavailable.Cause;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What failovers cost, and who pays for them. */
class FailoverBudgetTests {

	private static final RouteRequest ROUND = RouteRequest.of(Routers.MODEL, 10);

	private static final RouteRequest FAILOVER = ROUND.failover(Set.of("east"), FailureKind.UNAVAILABLE);

	private static final RouteRequest NOWHERE = ROUND.failover(Set.of("east", "west"), FailureKind.UNAVAILABLE);

	private static final List<Deployment> UNLIMITED = List.of(Routers.deployment("east", 0, 0),
			Routers.deployment("west", 0, 0));

	private final VirtualClock clock = new VirtualClock();

	@Test
	void reserveIsSpentOneByOne() {
		Router router = router(0, 3);
		assertThat(affordable(router)).isEqualTo(3);
	}

	@Test
	void roundsEarnTheirShareAndNoMoreThanTheReserve() {
		Router router = router(0.3, 2);
		affordable(router);
		rounds(router, 3);
		assertThat(affordable(router)).as("three rounds earn 0.9").isZero();
		rounds(router, 1);
		assertThat(affordable(router)).as("four rounds earn 1.2").isOne();
		rounds(router, 1_000);
		assertThat(affordable(router)).isEqualTo(2);
	}

	@Test
	void exhaustedBudgetIsACauseOfItsOwn() {
		Router router = router(0, 1);
		assertThat(Routers.unavailable(router, NOWHERE).cause()).isEqualTo(Cause.NO_CANDIDATE);
		Routers.lease(router, FAILOVER);
		assertThat(Routers.unavailable(router, FAILOVER).cause()).isEqualTo(Cause.BUDGET_EXHAUSTED);
		assertThat(Routers.unavailable(router, NOWHERE).cause()).isEqualTo(Cause.BUDGET_EXHAUSTED);
		Routers.lease(router, ROUND);
	}

	@Test
	void failoverThatAPolicyDidNotMakeCostsNothing() {
		AtomicBoolean broken = new AtomicBoolean(true);
		Router router = Routers.router(this.clock, UNLIMITED).failoverBudget(0, 1).policy((candidates) -> {
			if (broken.get()) {
				throw new IllegalStateException("broken");
			}
			return candidates.get(0);
		}).build();
		assertThatIllegalStateException().isThrownBy(() -> router.acquire(FAILOVER)).withMessage("broken");
		broken.set(false);
		assertThat(affordable(router)).isOne();
	}

	@Test
	void roundThatFindsNoDeploymentEarnsNothing() {
		Router router = router(1, 1);
		affordable(router);
		router.drain("east", null);
		router.drain("west", null);
		Routers.unavailable(router, ROUND);
		router.resume("west", null);
		assertThat(affordable(router)).isZero();
	}

	@Test
	void modelsHaveBudgetsOfTheirOwn() {
		Deployment other = new Deployment("west", "o1", 0, 0, 0, UNLIMITED.get(0).cooldown());
		Router router = Routers.router(this.clock, List.of(UNLIMITED.get(0), UNLIMITED.get(1), other))
			.failoverBudget(0, 1)
			.build();
		Routers.lease(router, FAILOVER);
		Routers.lease(router, RouteRequest.of("o1", 10).failover(Set.of("east"), FailureKind.UNAVAILABLE));
	}

	@Test
	void unusedFailoverNeverExceedsReserve() {
		AtomicReference<Router> router = new AtomicReference<>();
		AtomicBoolean meanwhile = new AtomicBoolean();
		router.set(Routers.router(this.clock, UNLIMITED).failoverBudget(1, 2).random(() -> {
			// another round earns while this failover looks for a candidate in vain
			if (meanwhile.getAndSet(false)) {
				rounds(router.get(), 1);
			}
			return 42;
		}).build());
		meanwhile.set(true);
		assertThat(Routers.unavailable(router.get(), NOWHERE).cause()).isEqualTo(Cause.NO_CANDIDATE);
		assertThat(affordable(router.get())).isEqualTo(2);
	}

	private Router router(double ratio, int reserve) {
		return Routers.router(this.clock, UNLIMITED).failoverBudget(ratio, reserve).build();
	}

	private static void rounds(Router router, int count) {
		for (int i = 0; i < count; i++) {
			Routers.lease(router, ROUND).complete(null);
		}
	}

	// spends what is there
	private static int affordable(Router router) {
		int count = 0;
		while (router.acquire(FAILOVER) instanceof Lease lease) {
			lease.complete(null);
			count++;
		}
		return count;
	}

}
