package dev.switchboard.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How evenly requests are spread, with bounds derived from the way they are chosen. */
class BalanceTests {

	private static final int REQUESTS = 3_000;

	private final VirtualClock clock = new VirtualClock();

	@Test
	void threeEqualDeploymentsGetTheSame() {
		Map<String, Long> tokens = spread(List.of(Routers.deployment("a", 1_000_000, 0),
				Routers.deployment("b", 1_000_000, 0), Routers.deployment("c", 1_000_000, 0)));
		// one that is ahead gets nothing unless it is drawn twice (1 of 9), so the
		// gap between the first and the last is pulled back by 2/9 of a request
		// per request and stays within a few dozen requests: 30 of 1,000 are 3 %
		assertThat(tokens.values()).allSatisfy((share) -> assertThat(share).isCloseTo(100_000L, within(3_000L)));
	}

	@Test
	void sharesFollowTheLimits() {
		Map<String, Long> tokens = spread(
				List.of(Routers.deployment("small", 200_000, 0), Routers.deployment("large", 2_000_000, 0)));
		// 1 of 11 of 300,000 tokens is 27,273; the small one is drawn at
		// all in 1 - (10/11)^2 = 17 % of the requests, so it catches up
		// with about 0.08 requests per request, and strays by sqrt(1/(2
		// x 0.08)) = 2.5 requests of 100 tokens: 4 deviations are 1,000
		assertThat(tokens.get("small")).isCloseTo(27_273L, within(1_000L));
	}

	@Test
	void unlimitedDeploymentsShareByRequestsInFlight() {
		Router router = Routers
			.router(this.clock, List.of(Routers.deployment("a", 0, 0), Routers.deployment("b", 0, 0)))
			.build();
		for (int i = 0; i < 400; i++) {
			Routers.lease(router);
		}
		// a difference d in flight is pulled back by 1/2 of a request per request
		assertThat(router.snapshot("a", Routers.MODEL).inFlight()).isCloseTo(200, within(8));
	}

	@Test
	void weightedDrawDrawsInProportion() {
		WeightedDraw draw = new WeightedDraw(new double[] { 1, 2, 3, 0.5, 3.5 });
		int[] drawn = new int[5];
		// evenly spaced, so that nothing is left to chance
		for (int i = 0; i < 1_000; i++) {
			drawn[draw.draw(i / 1_000.0)]++;
		}
		assertThat(drawn).containsExactly(100, 200, 300, 50, 350);
		assertThat(draw.draw(Math.nextDown(1.0))).isEqualTo(4);
		assertThat(draw.weight(3)).isEqualTo(0.5);
	}

	@Test
	void theOneThatIsLeftOfAThousandIsFound() {
		Router router = Routers
			.router(this.clock,
					IntStream.range(0, 1_000).mapToObj((i) -> Routers.deployment("d" + i, 1_000_000, 0)).toList())
			.build();
		IntStream.range(0, 1_000).filter((i) -> i != 617).forEach((i) -> router.drain("d" + i, null));
		for (int i = 0; i < 50; i++) {
			assertThat(Routers.lease(router).deployment().name()).isEqualTo("d617");
		}
	}

	private Map<String, Long> spread(List<Deployment> deployments) {
		return spread(Routers.router(this.clock, deployments).build());
	}

	private Map<String, Long> spread(Router router) {
		Map<String, Long> tokens = new HashMap<>();
		for (int i = 0; i < REQUESTS; i++) {
			Lease lease = Routers.lease(router);
			tokens.merge(lease.deployment().name(), 100L, Long::sum);
			lease.complete(Routers.tokens(100));
			this.clock.advanceSeconds(0.01);
		}
		return tokens;
	}

	@Test
	void sharesFollowLimitsThatAreLearned() {
		Router router = Routers
			.router(this.clock, List.of(Routers.deployment("small", 0, 0), Routers.deployment("large", 0, 0)))
			.build();
		Routers.leaseOn(router, "small").answered(new ServerReport(true, 200_000, -1, null));
		Routers.leaseOn(router, "large").answered(new ServerReport(true, 2_000_000, -1, null));
		router.resetUsage();
		// 1 of 11, as if they were configured
		assertThat(spread(router).get("small")).isCloseTo(27_273L, within(1_000L));
	}

	@Test
	void aResetForgetsTheRequestsOfTheLastTenSeconds() {
		Router router = Routers
			.router(this.clock, List.of(Routers.deployment("a", 0, 600), Routers.deployment("b", 0, 600)))
			.build();
		for (int i = 0; i < 90; i++) {
			Routers.leaseOn(router, "a").complete(Routers.tokens(100));
		}
		router.resetUsage();
		Map<String, Integer> taken = new HashMap<>();
		for (int i = 0; i < 40; i++) {
			taken.merge(Routers.lease(router).deployment().name(), 1, Integer::sum);
		}
		// were they remembered, b would be taken whenever it is drawn: 30 of 40
		assertThat(taken.get("a")).isCloseTo(20, within(4));
	}

}
