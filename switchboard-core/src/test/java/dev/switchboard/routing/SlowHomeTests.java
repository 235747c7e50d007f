package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** When a session leaves a home that is slow. */
class SlowHomeTests {

	private static final RouteRequest REQUEST = RouteRequest.of(Routers.MODEL, 100).withSession("session-1");

	private static final List<String> NAMES = List.of("east", "west", "north");

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, NAMES.stream().map(SlowHomeTests::large).toList()).build();

	private final String home = lease().deployment().name();

	private static Deployment large(String name) {
		return Routers.deployment(name, 1_000_000, 0);
	}

	@Test
	void sessionLeavesAHomeThatIsFourTimesSlowerForAMinute() {
		turns(this.router, 3, 4);
		assertThat(lease().affinity()).as("slow for 40 s").isEqualTo(Affinity.KEPT);
		turns(this.router, 2, 4);
		assertThat(lease().affinity()).as("slow for 80 s").isEqualTo(Affinity.MOVED);
		assertThat(lease().deployment()).as("one substitute").isEqualTo(lease().deployment());
	}

	@Test
	void sessionStaysOnAHomeThatIsTwiceAsSlow() {
		turns(this.router, 20, 2);
		assertThat(lease().affinity()).isEqualTo(Affinity.KEPT);
	}

	@Test
	void slowAnswerAfterAnHourIsNotAnHourOfThem() {
		turns(this.router, 3, 1);
		this.clock.advance(Duration.ofHours(1));
		turns(this.router, 1, 4);
		assertThat(lease().affinity()).isEqualTo(Affinity.KEPT);
	}

	@Test
	void sessionReturnsWhenItsHomeIsFastAgain() {
		turns(this.router, 6, 4);
		assertThat(lease().affinity()).isEqualTo(Affinity.MOVED);
		turns(this.router, 6, 1);
		assertThat(lease().affinity()).isEqualTo(Affinity.KEPT);
	}

	@Test
	void sessionStaysWhenOnlyLimitsCount() {
		Router limitsOnly = Routers.router(this.clock, NAMES.stream().map(SlowHomeTests::large).toList())
			.preferFast(false)
			.build();
		turns(limitsOnly, 6, 4);
		assertThat(Routers.lease(limitsOnly, REQUEST).affinity()).isEqualTo(Affinity.KEPT);
	}

	private Lease lease() {
		Lease lease = Routers.lease(this.router, REQUEST);
		lease.cancel();
		return lease;
	}

	// 20 s each, with four answers of each deployment, which take 5 s at least
	private void turns(Router router, int count, int slownessOfHome) {
		for (int i = 0; i < count; i++) {
			Routers.lease(router, REQUEST).cancel();
			Map<Integer, List<Lease>> bySlowness = NAMES.stream()
				.flatMap((name) -> Stream.generate(() -> Routers.leaseOn(router, name)).limit(4))
				.collect(Collectors
					.groupingBy((lease) -> lease.deployment().name().equals(this.home) ? slownessOfHome : 1));
			for (int slowness = 1; slowness <= 4; slowness++) {
				this.clock.advanceSeconds(5);
				bySlowness.getOrDefault(slowness, List.of()).forEach(SlowHomeTests::complete);
			}
		}
	}

	private static void complete(Lease lease) {
		lease.answered(new ServerReport(true, 1_000_000, 900_000, null));
		// an answer of this length is expected to take 5 s
		lease.complete(new TokenUsage(90, 280, 0));
	}

}
