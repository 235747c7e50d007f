package dev.switchboard.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CandidatesTests {

	private static final int DEPLOYMENTS = 100;

	private static final int CANDIDATES = 10;

	private static final int DRAWS = 20_000;

	/**
	 * Of a hundred deployments ninety are out, so eight draws miss in 43 % of the cases
	 * and a scan decides. Each of the ten candidates gets 2,000 of 20,000 draws, with a
	 * standard deviation of sqrt(20,000 x 0.1 x 0.9) = 42; five of them are 212.
	 */
	@Test
	void fewCandidatesAmongManyAreDrawnAlike() {
		VirtualClock clock = new VirtualClock();
		List<Deployment> deployments = IntStream.range(0, DEPLOYMENTS)
			.mapToObj((i) -> Routers.deployment("d" + i, 0, 0))
			.toList();
		Router router = Routers.router(clock, deployments).build();
		for (int i = 0; i < DEPLOYMENTS - CANDIDATES; i++) {
			router.drain("d" + i, null);
		}
		Map<String, Integer> drawn = new HashMap<>();
		for (int i = 0; i < DRAWS; i++) {
			Lease lease = Routers.lease(router);
			drawn.merge(lease.deployment().name(), 1, Integer::sum);
			lease.cancel();
		}
		assertThat(drawn).hasSize(CANDIDATES).allSatisfy((name, count) -> assertThat(count).isBetween(1_788, 2_212));
	}

}
