package dev.switchboard.routing;

import java.time.Duration;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionAffinityTests {

	private static final RouteRequest REQUEST = RouteRequest.of(Routers.MODEL, 10).withSession("session");

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, Routers.named("a", "b", "c", "d", "e"))
		.sessions(1024, Duration.ofHours(1))
		.build();

	@Test
	void staysAtHome() {
		String home = bind();
		for (int i = 0; i < 20; i++) {
			assertRoutedTo(home, Affinity.KEPT);
		}
	}

	@Test
	void bindsOnlyBySuccess() {
		Lease failed = Routers.lease(this.router, REQUEST);
		failed.fail(Failure.unmarked(FailureKind.UNAVAILABLE, Failure.Retained.ALL));
		Routers.lease(this.router, REQUEST).cancel();
		assertThat(this.router.sessions()).isZero();
		Lease lease = Routers.lease(this.router, REQUEST);
		assertThat(lease.affinity()).isEqualTo(Affinity.NEW);
		lease.complete(null);
		assertThat(this.router.sessions()).isEqualTo(1);
	}

	@Test
	void keepsToOneSubstituteAndReturnsHome() {
		String home = bind();
		this.router.coolDown(home, Routers.MODEL, Duration.ofMinutes(1));
		Lease first = Routers.lease(this.router, REQUEST);
		String substitute = first.deployment().name();
		assertThat(substitute).isNotEqualTo(home);
		assertThat(first.affinity()).isEqualTo(Affinity.MOVED);
		first.complete(null);
		for (int i = 0; i < 10; i++) {
			assertRoutedTo(substitute, Affinity.MOVED);
		}
		this.clock.advanceSeconds(60);
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void givesUpADrainedHome() {
		String home = bind();
		this.router.drain(home, null);
		Lease moved = Routers.lease(this.router, REQUEST);
		assertThat(moved.affinity()).isEqualTo(Affinity.MOVED);
		moved.complete(null);
		this.router.resume(home, null);
		assertRoutedTo(moved.deployment().name(), Affinity.KEPT);
	}

	@Test
	void givesUpAQuarantinedHome() {
		String home = bind();
		Routers.leaseOn(this.router, home).fail(Routers.WRONG_KEY);
		Lease moved = Routers.lease(this.router, REQUEST);
		moved.complete(null);
		this.clock.advance(Duration.ofMinutes(6));
		assertRoutedTo(moved.deployment().name(), Affinity.KEPT);
	}

	@Test
	void failoverOfASessionLeavesItsHomeAlone() {
		String home = bind();
		Lease failover = Routers.lease(this.router, REQUEST.failover(Set.of(home), FailureKind.UNAVAILABLE));
		assertThat(failover.affinity()).isEqualTo(Affinity.MOVED);
		failover.complete(null);
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void previousRoundWinsOverTheHome() {
		String home = bind();
		String other = home.equals("a") ? "b" : "a";
		Lease lease = Routers.lease(this.router, REQUEST.withPreferred(other));
		assertThat(lease.deployment().name()).isEqualTo(other);
		assertThat(lease.affinity()).isEqualTo(Affinity.MOVED);
	}

	@Test
	void staysAtHomeWhenEverythingIsSaturated() {
		String home = bind();
		for (DeploymentSnapshot snapshot : this.router.snapshots()) {
			Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 10_000).withPreferred(snapshot.name()));
		}
		assertRoutedTo(home, Affinity.KEPT);
	}

	@Test
	void forgetsIdleSessions() {
		bind();
		this.clock.advance(Duration.ofMinutes(59));
		Routers.lease(this.router, REQUEST);
		this.clock.advance(Duration.ofMinutes(59));
		assertThat(Routers.lease(this.router, REQUEST).affinity()).isEqualTo(Affinity.KEPT);
		this.clock.advance(Duration.ofMinutes(60));
		assertThat(this.router.sessions()).isZero();
		assertThat(Routers.lease(this.router, REQUEST).affinity()).isEqualTo(Affinity.NEW);
	}

	@Test
	void withoutSessionsNobodyHasAHome() {
		Router router = Routers.router(this.clock, Routers.named("a", "b")).build();
		Lease lease = Routers.lease(router, REQUEST);
		assertThat(lease.affinity()).isNull();
		lease.complete(null);
		assertThat(router.sessions()).isZero();
	}

	private String bind() {
		Lease lease = Routers.lease(this.router, REQUEST);
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
