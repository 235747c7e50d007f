package dev.switchboard.routing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class SessionAffinityTests {

	private static final RouteRequest REQUEST = RouteRequest.of(Routers.MODEL, 10).withSession("session");

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("a", "b", "c", "d", "e")).build();

	@Test
	void staysAtHomeFromTheFirstRequestOn() {
		String home = home();
		for (int i = 0; i < 20; i++) {
			assertRoutedTo(home, Affinity.KEPT);
		}
	}

	@Test
	void everyInstanceComputesTheSameHomeAndSubstitute() {
		Router other = Routers.router(new VirtualClock(), Routers.named("e", "d", "c", "b", "a"))
			.random(Routers.seeded(7))
			.build();
		for (int i = 0; i < 50; i++) {
			RouteRequest request = REQUEST.withSession("session " + i);
			String home = routed(this.router, request);
			assertThat(routed(other, request)).isEqualTo(home);
			RouteRequest elsewhere = new RouteRequest(request.model(), 10, request.sessionId(), null, Set.of(home),
					null);
			assertThat(routed(other, elsewhere)).isEqualTo(routed(this.router, elsewhere)).isNotEqualTo(home);
		}
	}

	@Test
	void keepsToOneSubstituteAndReturnsHome() {
		String home = home();
		this.router.coolDown(home, Routers.MODEL, Duration.ofMinutes(1));
		Lease first = Routers.lease(this.router, REQUEST);
		String substitute = first.deployment().name();
		assertThat(substitute).isNotEqualTo(home);
		assertThat(first.affinity()).isEqualTo(Affinity.MOVED);
		// what became of the first request makes no difference
		first.fail(Failure.unmarked(FailureKind.UNAVAILABLE, Failure.Retained.ALL));
		for (int i = 0; i < 10; i++) {
			assertRoutedTo(substitute, Affinity.MOVED);
		}
		this.clock.advanceSeconds(60);
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void returnsToAHomeThatWasDrainedAndResumed() {
		String home = home();
		this.router.drain(home, null);
		Lease moved = Routers.lease(this.router, REQUEST);
		assertThat(moved.affinity()).isEqualTo(Affinity.MOVED);
		moved.complete(null);
		assertRoutedTo(moved.deployment().name(), Affinity.MOVED);
		this.router.resume(home, null);
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void returnsAfterAQuarantine() {
		String home = home();
		Routers.leaseOn(this.router, home).fail(Routers.WRONG_KEY);
		String substitute = Routers.lease(this.router, REQUEST).deployment().name();
		assertRoutedTo(substitute, Affinity.MOVED);
		this.clock.advance(Duration.ofMinutes(6));
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void doesNotStayOnABackupTier() {
		Router router = Routers
			.router(this.clock,
					List.of(Routers.inTier("backup", 1), Routers.inTier("reserve", 2), Routers.inTier("first", 0)))
			.build();
		router.drain("first", null);
		for (int i = 0; i < 10; i++) {
			Lease lease = Routers.lease(router, REQUEST);
			assertThat(lease.deployment().name()).isEqualTo("backup");
			assertThat(lease.affinity()).isEqualTo(Affinity.MOVED);
			lease.complete(null);
		}
		router.resume("first", null);
		assertThat(Routers.lease(router, REQUEST).deployment().name()).isEqualTo("first");
	}

	@Test
	void sessionLeavesSaturatedHomeForOneWindow() {
		String home = home();
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred(home));
		String substitute = Routers.lease(this.router, REQUEST).deployment().name();
		assertThat(substitute).isNotEqualTo(home);
		assertRoutedTo(substitute, Affinity.MOVED);
		this.clock.advanceSeconds(61);
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void staysAtHomeWhenEverythingIsSaturated() {
		String home = home();
		for (DeploymentSnapshot snapshot : this.router.snapshots()) {
			Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred(snapshot.name()));
		}
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void waitsForItsTurnWhenNothingMayBeSaturated() {
		Router strict = Routers.router(this.clock, Routers.named("a", "b")).onSaturation(OnSaturation.FAIL).build();
		for (String name : List.of("a", "b")) {
			Routers.lease(strict, RouteRequest.of(Routers.MODEL, 10_000).withPreferred(name));
		}
		assertThat(Routers.unavailable(strict, REQUEST).retryAfter()).isEqualTo(Duration.ofSeconds(60));
	}

	@Test
	void failoverOfASessionLeavesItsHomeAlone() {
		String home = home();
		Lease failover = Routers.lease(this.router, REQUEST.failover(Set.of(home), FailureKind.UNAVAILABLE));
		assertThat(failover.affinity()).isEqualTo(Affinity.MOVED);
		failover.complete(null);
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void previousRoundWinsOverTheHome() {
		String home = home();
		String other = home.equals("a") ? "b" : "a";
		Lease lease = Routers.lease(this.router, REQUEST.withPreferred(other));
		assertThat(lease.deployment().name()).isEqualTo(other);
		assertThat(lease.affinity()).isEqualTo(Affinity.MOVED);
		assertThat(Routers.lease(this.router, REQUEST.withPreferred(home)).affinity()).isEqualTo(Affinity.KEPT);
	}

	@Test
	void homesAreSpreadByConfiguredTokenLimits() {
		Map<String, Integer> homes = homes(List.of(unlimitedRequests("a", 100_000_000),
				unlimitedRequests("b", 200_000_000), unlimitedRequests("c", 300_000_000)));
		assertThat(homes.get("a")).isCloseTo(1_000, within(120));
		assertThat(homes.get("b")).isCloseTo(2_000, within(160));
		assertThat(homes.get("c")).isCloseTo(3_000, within(160));
	}

	@Test
	void missingTokenLimitCountsAs100000() {
		Map<String, Integer> homes = homes(List.of(unlimitedRequests("a", 200_000), unlimitedRequests("b", 0)));
		assertThat(homes.get("a")).isCloseTo(4_000, within(160));
	}

	@Test
	void requestLimitsDoNotSpreadHomes() {
		Map<String, Integer> homes = homes(
				List.of(Routers.deployment("a", 0, 1_000_000), Routers.deployment("b", 0, 9_000_000)));
		assertThat(homes.get("a")).isCloseTo(3_000, within(160));
	}

	@ParameterizedTest
	@CsvSource({ "1000000,0, 0,0", "0,600000, 0,60000", "0,0, 0,0", "1000000,0, 50000,600", "0,600, 70000,0" })
	void aDeploymentMoreMovesOnlyItsShare(long tokensOfA, long requestsOfA, long tokensOfB, long requestsOfB) {
		Deployment a = Routers.deployment("a", tokensOfA, requestsOfA);
		Deployment b = Routers.deployment("b", tokensOfB, requestsOfB);
		List<String> before = homesInFreshWindows(List.of(a, b));
		for (Deployment added : List.of(Routers.deployment("c", 9_000_000, 0), Routers.deployment("c", 0, 0),
				Routers.deployment("c", 0, 5_000), Routers.deployment("c", 1_000, 10))) {
			List<String> after = homesInFreshWindows(List.of(a, added, b));
			for (int i = 0; i < before.size(); i++) {
				assertThat(after.get(i)).isIn(before.get(i), "c");
			}
		}
	}

	@Test
	void homesAreSpreadEvenlyWhereNothingIsConfigured() {
		Map<String, Integer> homes = homes(List.of(unlimitedRequests("a", 0), unlimitedRequests("b", 0)));
		assertThat(homes.get("a")).isCloseTo(3_000, within(160));
	}

	@Test
	void aLearnedLimitMovesNobody() {
		Router router = Routers
			.router(this.clock,
					List.of(unlimitedRequests("a", 0), unlimitedRequests("b", 0), unlimitedRequests("c", 0)))
			.build();
		List<String> before = homes(router, 300);
		Routers.leaseOn(router, "b").answered(new ServerReport(true, 100_000_000, -1, null));
		assertThat(router.snapshot("b", Routers.MODEL).tokensPerMinute()).isEqualTo(100_000_000);
		assertThat(homes(router, 300)).isEqualTo(before);
	}

	@Test
	void sessionsDoNotAskThePolicy() {
		Router router = Routers.router(this.clock, Routers.named("a", "b")).policy((candidates) -> {
			throw new IllegalStateException("asked");
		}).build();
		Lease lease = Routers.lease(router, REQUEST);
		assertThat(lease.affinity()).isEqualTo(Affinity.KEPT);
		router.drain(lease.deployment().name(), null);
		assertThat(Routers.lease(router, REQUEST).affinity()).isEqualTo(Affinity.MOVED);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> router.acquire(REQUEST.withSession(null)));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", " ", "\t\n" })
	void withoutAnIdThereIsNoSession(String id) {
		Lease lease = Routers.lease(this.router, REQUEST.withSession(id));
		assertThat(lease.affinity()).isNull();
	}

	@Test
	void anyTextIsASession() {
		for (String id : List.of("😀", "\uD83D", "\u0000", "x".repeat(1_000_000), " a ")) {
			String home = Routers.lease(this.router, REQUEST.withSession(id)).deployment().name();
			Lease again = Routers.lease(this.router, REQUEST.withSession(id));
			assertThat(again.deployment().name()).isEqualTo(home);
			assertThat(again.affinity()).isEqualTo(Affinity.KEPT);
		}
	}

	private static Deployment unlimitedRequests(String name, long tokensPerMinute) {
		return Routers.deployment(name, tokensPerMinute, 0);
	}

	private Map<String, Integer> homes(List<Deployment> deployments) {
		Map<String, Integer> homes = new HashMap<>();
		homes(Routers.router(this.clock, deployments).build(), 6_000)
			.forEach((home) -> homes.merge(home, 1, Integer::sum));
		return homes;
	}

	private static List<String> homes(Router router, int sessions) {
		Stream<Lease> leases = IntStream.range(0, sessions)
			.mapToObj((i) -> Routers.lease(router, REQUEST.withSession("session " + i)));
		return leases.map((lease) -> {
			assertThat(lease.affinity()).isEqualTo(Affinity.KEPT);
			lease.complete(Routers.tokens(1));
			return lease.deployment().name();
		}).toList();
	}

	/** Homes whatever the limits have room for. */
	private List<String> homesInFreshWindows(List<Deployment> deployments) {
		Router router = Routers.router(this.clock, deployments).build();
		return IntStream.range(0, 2_000).mapToObj((i) -> routed(router, REQUEST.withSession("session " + i))).toList();
	}

	private static String routed(Router router, RouteRequest request) {
		Lease lease = Routers.lease(router, request);
		lease.fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));
		return lease.deployment().name();
	}

	private String home() {
		Lease lease = Routers.lease(this.router, REQUEST);
		assertThat(lease.affinity()).isEqualTo(Affinity.KEPT);
		lease.complete(null);
		return lease.deployment().name();
	}

	private void assertRoutedTo(String deployment, Affinity affinity) {
		Lease lease = Routers.lease(this.router, REQUEST);
		assertThat(lease.deployment().name()).isEqualTo(deployment);
		assertThat(lease.affinity()).isEqualTo(affinity);
		lease.complete(Routers.tokens(10));
	}

}
