package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Idle deployments share evenly, whatever they say about themselves. */
class SpreadTests {

	private static final long LIMIT = 1_000_000;

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, List.of(Routers.deployment("east", LIMIT, 0),
			Routers.deployment("west", LIMIT, 0), Routers.deployment("south", LIMIT, 0)))
		.build();

	@Test
	void idleDeploymentsAreUsedEvenlyWhateverTheirWindowsDo() {
		Map<String, Integer> shares = new HashMap<>();
		Map<String, Long> used = new HashMap<>();
		// windows of the three end after 5, 25 and 45 s
		Map<String, Double> endsIn = new HashMap<>(Map.of("east", 5.0, "west", 25.0, "south", 45.0));
		for (int i = 0; i < 3000; i++) {
			Lease lease = Routers.lease(this.router);
			String name = lease.deployment().name();
			shares.merge(name, 1, Integer::sum);
			long now = used.merge(name, 100L, Long::sum);
			lease.answered(new ServerReport(true, LIMIT, LIMIT - now, null));
			lease.complete(Routers.tokens(100));
			this.clock.advanceSeconds(0.04);
			endsIn.replaceAll((deployment, seconds) -> {
				if (seconds > 0.04) {
					return seconds - 0.04;
				}
				used.put(deployment, 0L);
				return 60.0;
			});
		}

		// own spend of the last minute is known to
		// a few percent while a window's end moves
		assertThat((double) Collections.max(shares.values()) / Collections.min(shares.values())).isLessThan(1.15);
	}

	@Test
	void answersThatOvertakeEachOtherAreNoNewWindow() {
		long used = 0;
		Deque<Lease> underWay = new ArrayDeque<>();
		Deque<Long> reported = new ArrayDeque<>();
		for (int i = 0; i < 400; i++) {
			underWay.add(Routers.leaseOn(this.router, "east"));
			used += 100;
			reported.addFirst(used);
			if (underWay.size() == 32) {
				// the service counted the 32 in the opposite order
				while (!underWay.isEmpty()) {
					Lease lease = underWay.remove();
					lease.answered(new ServerReport(true, LIMIT, LIMIT - reported.remove(), null));
					lease.complete(Routers.tokens(100));
				}
			}
			this.clock.advance(Duration.ofMillis(20));
		}

		DeploymentSnapshot east = this.router.snapshot("east", Routers.MODEL);
		assertThat(east.requests()).as("nothing is forgotten within 8 s").isEqualTo(400);
	}

}
