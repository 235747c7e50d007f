package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When what is left of a window decides, and when it does not. */
class PaceTests {

	private static final long LIMIT = 1_000_000;

	private static final long TOKENS = 1_000;

	private final VirtualClock clock = new VirtualClock();

	@Test
	void capacityThatIsAboutToExpireIsUsed() {
		// paces 2 and 0.6: the one with more room gets all requests but those that draw
		// the other twice, a quarter of 40; the deviation is 2.7, three of them are 8
		assertThat(requestsToTheEmptierOf(unlimitedRequests())).isBetween(23, 38);
	}

	@Test
	void slicesOfRequestsAreNotUsedUpForTokens() {
		// 1,667 tokens per request: requests of 1,000 run out first
		assertThat(requestsToTheEmptierOf(600)).isBetween(18, 22);
	}

	@Test
	void unsentRequestsAreForgottenAfterWindow() {
		Router router = Routers
			.router(this.clock, List.of(Routers.deployment("east", LIMIT, 60), Routers.deployment("west", LIMIT, 60)))
			.build();
		this.clock.advanceSeconds(59.9);
		List<Lease> refused = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			refused.add(Routers.leaseOn(router, "east"));
		}
		this.clock.advanceSeconds(0.2);
		DeploymentState east = router.state("east", Routers.MODEL);
		long now = this.clock.getAsLong();
		assertThat(east.load(0, now).requestUtilization()).isGreaterThan(0.7);

		refused.forEach((lease) -> lease.fail(Routers.THROTTLED));

		assertThat(east.load(0, now).requestUtilization()).isZero();
		assertThat(router.snapshot("east", Routers.MODEL).requests()).isZero();
	}

	private static long unlimitedRequests() {
		return 0;
	}

	// two that have got the same from us, but others have used up one of them nearly
	private int requestsToTheEmptierOf(long requestsPerMinute) {
		Router router = Routers.router(this.clock, List.of(Routers.deployment("emptier", LIMIT, requestsPerMinute),
				Routers.deployment("fuller", LIMIT, requestsPerMinute)))
			.build();
		this.clock.advanceSeconds(50);
		report(router, "emptier", LIMIT * 7 / 10);
		report(router, "fuller", LIMIT / 10);
		int before = (int) router.snapshot("emptier", Routers.MODEL).requests();
		for (int i = 0; i < 40; i++) {
			Routers.lease(router, RouteRequest.of(Routers.MODEL, TOKENS));
		}
		return (int) router.snapshot("emptier", Routers.MODEL).requests() - before;
	}

	private static void report(Router router, String deployment, long remaining) {
		Lease lease = Routers.leaseOn(router, deployment);
		lease.answered(new ServerReport(true, LIMIT, remaining, Duration.ofSeconds(10)));
		lease.complete(Routers.tokens(100));
	}

}
