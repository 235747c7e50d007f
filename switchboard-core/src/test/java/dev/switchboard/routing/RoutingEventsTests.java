package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What listeners hear, and when waiting requests are told to look again. */
class RoutingEventsTests {

	private final VirtualClock clock = new VirtualClock();

	private final List<String> heard = new ArrayList<>();

	private final Router router = Routers.router(this.clock, Routers.named("east", "west"))
		.listener(new Recorder(this.heard))
		.build();

	@Test
	void everyEndOfARequestIsAHint() {
		Routers.leaseOn(this.router, "east").complete(Routers.tokens(7));
		assertHeard("selected east", "settled east 7", "freed");
		Routers.leaseOn(this.router, "east").complete(null);
		assertHeard("selected east", "freed");
		Routers.leaseOn(this.router, "east").cancel();
		assertHeard("selected east", "freed");
		Routers.leaseOn(this.router, "east").fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.REQUEST));
		assertHeard("selected east", "freed");
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		assertHeard("selected east", "cooled down east", "freed");
	}

	@Test
	void theHeadThatEndsAnOutageIsAHintAndNoOtherIs() {
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		this.clock.advanceSeconds(12);
		Lease trial = Routers.leaseOn(this.router, "east");
		this.heard.clear();
		trial.answered(new ServerReport(false, -1, -1, null));
		assertHeard();
		trial.answered(ServerReport.ACCEPTED);
		assertHeard("freed");
		trial.answered(ServerReport.ACCEPTED);
		assertHeard();
		this.router.drain("east", null);
		this.heard.clear();
		trial.answered(ServerReport.ACCEPTED);
		assertHeard();
		assertThat(this.router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.DRAINED);
	}

	@Test
	void failoversAndLastResortsAreTold() {
		Routers.lease(this.router, RouteRequest.of(Routers.MODEL, 1).failover(Set.of("east"), FailureKind.TIMED_OUT));
		assertHeard("failed over TIMED_OUT", "selected west");
		this.router.coolDown("east", null, null);
		this.router.coolDown("west", null, Duration.ofSeconds(5));
		assertHeard("cooled down east", "cooled down west");
		Routers.lease(this.router);
		assertHeard("best effort", "selected west");
	}

	@Test
	void aFaultOfADrainedDeploymentIsNoNews() {
		Lease lease = Routers.leaseOn(this.router, "east");
		this.router.drain("east", null);
		this.heard.clear();
		lease.fail(Routers.OUTAGE);
		assertHeard("freed");
	}

	@Test
	void theFirstReasonOfAnOutageStays() {
		Lease late = Routers.leaseOn(this.router, "east");
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		late.fail(Failure.marking(FailureKind.TIMED_OUT, Failure.Scope.MODEL, 1, Failure.Pause.COOLDOWN,
				Failure.Retained.ALL));
		assertThat(this.router.snapshot("east", Routers.MODEL).reason()).isEqualTo(Reason.UNAVAILABLE);
	}

	@Test
	void resumingIsAHintAndForgetsTheFailuresBefore() {
		for (int i = 0; i < 4; i++) {
			Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		}
		this.router.drain("east", null);
		this.heard.clear();
		this.router.resume("east", null);
		assertHeard("freed");
		Routers.leaseOn(this.router, "east").fail(Routers.SERVER_ERROR);
		assertThat(this.router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void availableAndRecoveringDeploymentsTakeRequests() {
		assertThat(this.router.snapshot("east", Routers.MODEL).isAvailable()).isTrue();
		Routers.leaseOn(this.router, "east").fail(Routers.OUTAGE);
		assertThat(this.router.snapshot("east", Routers.MODEL).isAvailable()).isFalse();
		this.clock.advanceSeconds(12);
		assertThat(this.router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.RECOVERING);
		assertThat(this.router.snapshot("east", Routers.MODEL).isAvailable()).isTrue();
	}

	private void assertHeard(String... events) {
		assertThat(this.heard).containsExactly(events);
		this.heard.clear();
	}

	private record Recorder(List<String> heard) implements RoutingListener {

		@Override
		public void selected(Lease lease) {
			this.heard.add("selected " + lease.deployment().name());
		}

		@Override
		public void settled(Deployment deployment, TokenUsage usage) {
			this.heard.add("settled " + deployment.name() + " " + usage.input());
		}

		@Override
		public void failedOver(String model, FailureKind reason) {
			this.heard.add("failed over " + reason);
		}

		@Override
		public void cooledDown(Cooldown cooldown) {
			this.heard.add("cooled down " + cooldown.deployment());
		}

		@Override
		public void bestEffort(String model) {
			this.heard.add("best effort");
		}

		@Override
		public void freed(String model) {
			this.heard.add("freed");
		}

	}

}
