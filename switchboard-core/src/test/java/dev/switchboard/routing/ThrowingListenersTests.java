package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A listener that throws is logged: what it is told of has happened all the same, and
 * nothing stays reserved that nobody will settle.
 */
class ThrowingListenersTests {

	private static final RouteRequest REQUEST = RouteRequest.of(Routers.MODEL, 1);

	private static final RouteRequest FAILOVER = REQUEST.failover(Set.of("east"), FailureKind.UNAVAILABLE);

	private final VirtualClock clock = new VirtualClock();

	private final Throwing listener = new Throwing();

	private final Router router = Routers.router(this.clock, List.of(ofTwo("east", 0), ofTwo("west", 1)))
		.failoverBudget(0, 2)
		.listener(this.listener)
		.build();

	private static Deployment ofTwo(String name, int priority) {
		return new Deployment(name, Routers.MODEL, 0, 2, priority, Duration.ofSeconds(10));
	}

	@ParameterizedTest
	@ValueSource(strings = { "selected", "failedOver", "bestEffort" })
	void anAdmissionStands(String event) {
		if (event.equals("bestEffort")) {
			for (int i = 0; i < 4; i++) {
				Routers.lease(this.router, REQUEST).complete(null);
			}
		}
		long before = requests();
		RouteRequest request = event.equals("failedOver") ? FAILOVER : REQUEST;
		this.listener.event = event;

		for (Throwable thrown : List.of(new IllegalStateException("of the application's"), new StackOverflowError())) {
			this.listener.thrown = thrown;
			Lease lease = Routers.lease(this.router, request);
			assertThat(requests()).isEqualTo(before + 1);
			lease.fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));
			assertThat(requests()).isEqualTo(before);
			assertThat(this.router.snapshots()).allMatch((snapshot) -> snapshot.inFlight() == 0);
		}
		assertThat(this.listener.threw).isEqualTo(2);
	}

	@Test
	void aTrialStaysATrial() {
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		this.clock.advanceSeconds(13);
		this.listener.event = "selected";
		this.listener.thrown = new IllegalStateException("of the application's");
		Lease trial = Routers.lease(this.router, REQUEST);
		assertThat(trial.deployment().name()).isEqualTo("east");
		assertThat(trial.isTrial()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "settled", "freed", "cooledDown" })
	void anEndIsAnEnd(String event) {
		Lease success = Routers.leaseOn(this.router, "east");
		Lease failure = Routers.leaseOn(this.router, "west");
		this.listener.event = event;
		this.listener.thrown = new IllegalStateException("of the application's");

		success.complete(Routers.tokens(7));
		failure.fail(Routers.OUTAGE);

		assertThat(this.listener.threw).isPositive();
		assertThat(this.router.snapshots()).allMatch((snapshot) -> snapshot.inFlight() == 0);
		assertThat(this.router.snapshot("east", Routers.MODEL).tokens()).isEqualTo(7);
		assertThat(this.router.snapshot("west", Routers.MODEL).state()).isEqualTo(State.COOLING_DOWN);
		assertThat(this.listener.freed).as("waiting requests hear of both").isEqualTo(2);
	}

	@Test
	void whatAPersonAsksForHappensToEveryModel() {
		Router router = Routers
			.router(this.clock,
					List.of(ofTwo("east", 0), new Deployment("east", "gpt-4o", 0, 2, 0, Duration.ofSeconds(10))))
			.listener(this.listener)
			.build();
		Routers.leaseOn(router, "east");
		router.drain("east", null);
		this.listener.event = "freed";
		this.listener.thrown = new IllegalStateException("of the application's");

		router.resume("east", null);
		assertThat(router.snapshots()).allMatch((snapshot) -> snapshot.state() == State.AVAILABLE);
		router.resetUsage();
		assertThat(router.snapshots()).allMatch((snapshot) -> snapshot.requests() == 0);
	}

	private long requests() {
		return this.router.snapshots().stream().mapToLong(DeploymentSnapshot::requests).sum();
	}

	private static final class Throwing implements RoutingListener {

		private String event = "";

		private Throwable thrown;

		private int freed;

		private int threw;

		private void hear(String event) {
			this.threw += (event.equals(this.event) && this.thrown != null) ? 1 : 0;
			if (event.equals(this.event) && this.thrown instanceof RuntimeException exception) {
				throw exception;
			}
			if (event.equals(this.event) && this.thrown instanceof Error error) {
				throw error;
			}
		}

		@Override
		public void selected(Lease lease) {
			hear("selected");
		}

		@Override
		public void settled(Deployment deployment, TokenUsage usage) {
			hear("settled");
		}

		@Override
		public void failedOver(String model, FailureKind reason) {
			hear("failedOver");
		}

		@Override
		public void cooledDown(Cooldown cooldown) {
			hear("cooledDown");
		}

		@Override
		public void bestEffort(String model) {
			hear("bestEffort");
		}

		@Override
		public void freed(String model) {
			this.freed++;
			hear("freed");
		}

	}

}
