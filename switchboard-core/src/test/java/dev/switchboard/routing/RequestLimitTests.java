package dev.switchboard.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Deployments of which only the request limit is known, against a server that admits a
 * sixth of it in every slice of ten seconds.
 */
class RequestLimitTests {

	private static final int MINUTES = 20;

	private final VirtualClock clock = new VirtualClock();

	@ParameterizedTest(name = "at {0} of the limits, seed {1}")
	// at 0.2 the small one has 240 requests: a deviation of 4 %
	@CsvSource({ "0.2, 1, 1.2", "0.5, 2, 0.5", "0.9, 3, 0.5" })
	void sharesFollowRequestLimits(double load, long seed, double tolerance) {
		Traffic traffic = run(List.of(Routers.deployment("large", 0, 600), Routers.deployment("small", 0, 60)), load,
				seed);
		assertThat((double) traffic.requests("large") / traffic.requests("small")).isCloseTo(10, within(tolerance));
		assertThat(traffic.refused("large") + traffic.refused("small")).isLessThan(traffic.requests() / 100);
	}

	@Test
	void threeOfThemShareByTheirLimitsToo() {
		Traffic traffic = run(List.of(Routers.deployment("a", 0, 600), Routers.deployment("b", 0, 300),
				Routers.deployment("c", 0, 100)), 0.8, 4);
		assertThat((double) traffic.requests("a") / traffic.requests()).isCloseTo(0.6, within(0.03));
		assertThat((double) traffic.requests("b") / traffic.requests()).isCloseTo(0.3, within(0.03));
		assertThat(traffic.refused("a") + traffic.refused("b") + traffic.refused("c"))
			.isLessThan(traffic.requests() / 100);
	}

	private Traffic run(List<Deployment> deployments, double load, long seed) {
		Router router = Routers.router(this.clock, deployments).random(Routers.seeded(seed)).build();
		SplittableRandom random = new SplittableRandom(seed);
		double perSecond = load * deployments.stream().mapToLong(Deployment::requestsPerMinute).sum() / 60;
		Traffic traffic = new Traffic(deployments);
		Deque<Lease> underWay = new ArrayDeque<>();
		int requests = (int) (MINUTES * 60 * perSecond);
		for (int i = 0; i < requests; i++) {
			// prompts differ by a factor of ten, answers take two seconds
			Lease lease = Routers.lease(router, RouteRequest.of(Routers.MODEL, random.nextLong(200, 2_000)));
			traffic.arrives(lease.deployment(), this.clock.getAsLong());
			underWay.add(lease);
			if (underWay.size() > 2 * perSecond) {
				underWay.remove().complete(Routers.tokens(random.nextLong(200, 2_000)));
			}
			this.clock.advanceSeconds(1 / perSecond);
		}
		return traffic;
	}

	/** What arrives at the server. */
	private static final class Traffic {

		private static final long SLICE = 10_000_000_000L;

		/** Slices of the server's do not begin when ours do. */
		private static final long PHASE = 3_700_000_000L;

		private final Map<String, Map<Long, Integer>> bySlice = new TreeMap<>();

		private final Map<String, Integer> refused = new TreeMap<>();

		Traffic(List<Deployment> deployments) {
			deployments.forEach((deployment) -> this.bySlice.put(deployment.name(), new TreeMap<>()));
		}

		void arrives(Deployment deployment, long now) {
			int inSlice = this.bySlice.get(deployment.name()).merge((now + PHASE) / SLICE, 1, Integer::sum);
			if (inSlice > deployment.requestsPerMinute() / 6) {
				this.refused.merge(deployment.name(), 1, Integer::sum);
			}
		}

		int requests() {
			return this.bySlice.keySet().stream().mapToInt(this::requests).sum();
		}

		int requests(String deployment) {
			return this.bySlice.get(deployment).values().stream().mapToInt(Integer::intValue).sum();
		}

		int refused(String deployment) {
			return this.refused.getOrDefault(deployment, 0);
		}

	}

}
