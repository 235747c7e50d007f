package dev.switchboard.routing;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What sessions cost, and which of them are forgotten when there are too many. */
class SessionMemoryTests {

	private static final String KILOBYTE = "x".repeat(1_000);

	private final VirtualClock clock = new VirtualClock();

	/**
	 * The ids are 100 MB, the table is 33 kB. What others allocate meanwhile is no part
	 * of it and much less than 20 MB.
	 */
	@Test
	void hostileIdsCostNoMoreThanTheTable() {
		long before = usedBytes();
		Router router = router(1_024);
		for (int i = 0; i < 100_000; i++) {
			bind(router, KILOBYTE + i);
		}
		long retained = usedBytes() - before;
		assertThat(retained).isLessThan(20_000_000);
		assertThat(router.sessions()).isEqualTo(1_024);
	}

	@Test
	void largeBoundIsKeptToo() {
		Router router = router(100_000);
		for (int i = 0; i < 300_000; i++) {
			bind(router, "session " + i);
		}
		// when both sets of a key are full, one leaves early
		assertThat(router.sessions()).isBetween(99_000, 100_000);
	}

	@Test
	void idsAreNotKept() {
		Router router = router(1_024);
		WeakReference<String> id = bindOne(router);
		Garbage.assertCollected(id);
		assertThat(router.sessions()).isEqualTo(1);
	}

	/**
	 * A large table looks at two sets of eight slots. A set holds 3.3 old entries at
	 * first and 2.7 in the end, so both of them hold none in e^-6.6 = 0.1 % to e^-5.4 =
	 * 0.5 % of the cases: of 10,000 newcomers at most one in a hundred takes the place of
	 * an entry that was just used.
	 */
	@Test
	void roughlyLeastRecentlyUsedLeavesFirstAmongMany() {
		Router router = router(100_000);
		for (int i = 0; i < 100_000; i++) {
			bind(router, "session " + i);
		}
		this.clock.advanceSeconds(1);
		int bound = 0;
		for (int i = 0; i < 50_000; i++) {
			bound += (affinity(router, "session " + i) == Affinity.KEPT) ? 1 : 0;
		}
		for (int i = 0; i < 10_000; i++) {
			bind(router, "newcomer " + i);
		}
		int kept = 0;
		for (int i = 0; i < 50_000; i++) {
			kept += (affinity(router, "session " + i) == Affinity.KEPT) ? 1 : 0;
		}
		assertThat(kept).isGreaterThan(bound - 100);
	}

	@Test
	void idleSessionsStayForgottenHoweverLongNobodyLooks() {
		Router router = router(1_024);
		bind(router, "session");
		// times of use are kept as 32 bits: they must not come round again
		this.clock.advance(Duration.ofHours(40));
		assertThat(affinity(router, "session")).isEqualTo(Affinity.NEW);
		assertThat(router.sessions()).isZero();
	}

	@Test
	void longIdleTimeoutsAreKeptWhileTheClockOverflows() {
		for (int days = 2; days <= 60; days++) {
			VirtualClock clock = new VirtualClock();
			Router router = router(clock, 16, Duration.ofDays(days));
			bind(router, "session");
			clock.advance(Duration.ofDays(days - 1));
			assertThat(affinity(router, "session")).as("%d days", days).isEqualTo(Affinity.KEPT);
			clock.advance(Duration.ofDays(days));
			assertThat(affinity(router, "session")).as("%d days", days).isEqualTo(Affinity.NEW);
		}
	}

	private Router router(int maxSessions) {
		return router(this.clock, maxSessions, Duration.ofHours(1));
	}

	private static Router router(VirtualClock clock, int maxSessions, Duration idleTimeout) {
		List<Deployment> unlimited = List.of(Routers.deployment("a", 0, 0), Routers.deployment("b", 0, 0));
		return Routers.router(clock, unlimited).sessions(maxSessions, idleTimeout).build();
	}

	private static WeakReference<String> bindOne(Router router) {
		String id = KILOBYTE + "1";
		bind(router, id);
		return new WeakReference<>(id);
	}

	private static void bind(Router router, String id) {
		((Lease) router.acquire(RouteRequest.of(Routers.MODEL, 0).withSession(id))).complete(null);
	}

	private static Affinity affinity(Router router, String id) {
		Lease lease = Routers.lease(router, RouteRequest.of(Routers.MODEL, 0).withSession(id));
		lease.cancel();
		return lease.affinity();
	}

	// the least of several readings: what others allocate meanwhile is garbage soon
	private static long usedBytes() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
		}
		return least;
	}

}
