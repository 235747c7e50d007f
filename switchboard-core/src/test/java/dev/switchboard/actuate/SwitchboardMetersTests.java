package dev.switchboard.actuate;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardMetersTests {

	private static final String MODEL = ScriptedRouter.MODEL;

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final SwitchboardMeters meters = new SwitchboardMeters(this.registry);

	@Test
	void everyMeterExistsFromTheStartWithZero() {
		bind(ScriptedRouter.ofThree(this.meters));
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.containsOnly("switchboard.failovers", "switchboard.cooldowns", "switchboard.tokens",
					"switchboard.best.effort", "switchboard.utilization", "switchboard.inflight",
					"switchboard.first.content", "switchboard.deployments.available", "switchboard.limit",
					"switchboard.used", "switchboard.deployment.state", "switchboard.failovers.refused");
		// per pair 3 kinds of tokens, 5 reasons, 4 gauges, 6 states and 1 timer;
		// per model 3 reasons, refused failovers, best effort and 1 gauge
		assertThat(this.registry.getMeters()).hasSize(3 * 19 + 6);
		assertThat(this.registry.getMeters())
			.filteredOn((meter) -> !Set.of("switchboard.deployments.available", "switchboard.limit")
				.contains(meter.getId().getName()))
			.filteredOn((meter) -> !"available".equals(meter.getId().getTag("state")))
			.allSatisfy((meter) -> assertThat(value(meter)).isZero());
	}

	@Test
	void everyMeterSaysWhatItIs() {
		bind(ScriptedRouter.ofThree(this.meters));
		assertThat(this.registry.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getDescription()).isNotBlank());
	}

	@Test
	void timesTheFirstContentOfStreams() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		script.start("east", 500).firstContent(Duration.ofMillis(700));
		assertThat(this.registry.get("switchboard.first.content")
			.tags("deployment", "east", "model", MODEL)
			.timer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(700);
	}

	@Test
	void countsTokensByType() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		script.start("east", 500).complete(new TokenUsage(300, 50, 256));
		script.start("east", 500).complete(new TokenUsage(100, 20, 0));
		script.start("east", 500).complete(null);
		script.start("east", 500).cancel();
		assertThat(counter("switchboard.tokens", "deployment", "east", "model", MODEL, "type", "input")).isEqualTo(400);
		assertThat(counter("switchboard.tokens", "deployment", "east", "model", MODEL, "type", "output")).isEqualTo(70);
		assertThat(counter("switchboard.tokens", "deployment", "east", "model", MODEL, "type", "cached"))
			.isEqualTo(256);
		assertThat(counter("switchboard.tokens", "deployment", "west", "model", MODEL, "type", "input")).isZero();
	}

	@Test
	void countsFailoversByReason() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		script.start("east", 1).fail(Failure.unmarked(FailureKind.TIMED_OUT, Failure.Retained.ALL));
		((Lease) script.router().acquire(RouteRequest.of(MODEL, 1).failover(Set.of("east"), FailureKind.TIMED_OUT)))
			.complete(null);
		assertThat(counter("switchboard.failovers", "model", MODEL, "reason", "timed_out")).isEqualTo(1);
		assertThat(counter("switchboard.failovers", "model", MODEL, "reason", "unavailable")).isZero();
	}

	@Test
	void countsCooldownsByReason() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		script.breakDown("east").rejectKey("west").throttle(script.start("south", 1), Duration.ofSeconds(5));
		script.router().drain("south", null);
		assertThat(counter("switchboard.cooldowns", "deployment", "east", "model", MODEL, "reason", "unavailable"))
			.isEqualTo(1);
		assertThat(counter("switchboard.cooldowns", "deployment", "west", "model", MODEL, "reason", "quarantined"))
			.isEqualTo(1);
		assertThat(counter("switchboard.cooldowns", "deployment", "west", "model", MODEL, "reason", "unavailable"))
			.isZero();
		assertThat(counter("switchboard.cooldowns", "deployment", "south", "model", MODEL, "reason", "rate_limited"))
			.isEqualTo(1);
		assertThat(counter("switchboard.cooldowns", "deployment", "south", "model", MODEL, "reason", "operator"))
			.isEqualTo(1);
	}

	@Test
	void markOfAWholeDeploymentCountsOncePerModel() {
		ScriptedRouter script = bind(ScriptedRouter.of(Duration.ofMinutes(1), this.meters,
				ScriptedRouter.deployment("east", MODEL), ScriptedRouter.deployment("east", "gpt-4o")));
		script.rejectKey("east");
		assertThat(counter("switchboard.cooldowns", "deployment", "east", "model", MODEL, "reason", "quarantined"))
			.isEqualTo(1);
		assertThat(counter("switchboard.cooldowns", "deployment", "east", "model", "gpt-4o", "reason", "quarantined"))
			.isEqualTo(1);
	}

	@Test
	void countsBestEfforts() {
		ScriptedRouter script = bind(
				ScriptedRouter.of(Duration.ofMinutes(1), this.meters, ScriptedRouter.deployment("east", MODEL)));
		script.complete("east", 1, 10_000);
		assertThat(counter("switchboard.best.effort", "model", MODEL)).isZero();
		((Lease) script.router().acquire(RouteRequest.of(MODEL, 1))).complete(null);
		assertThat(counter("switchboard.best.effort", "model", MODEL)).isEqualTo(1);
	}

	@Test
	void gaugesFollowTheRouter() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		script.complete("east", 1, 2_500);
		Lease running = script.start("east", 500);
		script.breakDown("west");
		assertThat(gauge("switchboard.utilization", "deployment", "east", "model", MODEL)).isEqualTo(0.3);
		assertThat(gauge("switchboard.inflight", "deployment", "east", "model", MODEL)).isEqualTo(1);
		assertThat(gauge("switchboard.deployments.available", "model", MODEL)).isEqualTo(2);
		running.complete(null);
		assertThat(gauge("switchboard.inflight", "deployment", "east", "model", MODEL)).isZero();
	}

	@Test
	void gaugesShowStateLimitAndUse() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		script.complete("east", 1, 2_500);
		script.router().drain("west", null);
		assertThat(gauge("switchboard.limit", "deployment", "east", "model", MODEL)).isEqualTo(10_000);
		assertThat(gauge("switchboard.used", "deployment", "east", "model", MODEL)).isEqualTo(2_500);
		assertThat(state("east", "available")).isEqualTo(1);
		assertThat(state("east", "drained")).isZero();
		assertThat(state("west", "available")).isZero();
		assertThat(state("west", "drained")).isEqualTo(1);
	}

	private double state(String deployment, String state) {
		return gauge("switchboard.deployment.state", "deployment", deployment, "model", MODEL, "state", state);
	}

	@Test
	void countsRefusedFailovers() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		RouteRequest failover = RouteRequest.of(MODEL, 1).failover(Set.of("east"), FailureKind.UNAVAILABLE);
		// the budget holds 100
		for (int i = 0; i < 103; i++) {
			script.router().acquire(failover);
		}
		assertThat(counter("switchboard.failovers", "model", MODEL, "reason", "unavailable")).isEqualTo(100);
		assertThat(counter("switchboard.failovers.refused", "model", MODEL)).isEqualTo(3);
	}

	@Test
	void sessionsAddNoMeters() {
		ScriptedRouter script = bind(ScriptedRouter.ofThree(this.meters));
		for (int i = 0; i < 5; i++) {
			((Lease) script.router().acquire(RouteRequest.of(MODEL, 1).withSession("session-" + i))).complete(null);
		}
		assertThat(this.registry.getMeters()).hasSize(3 * 19 + 6);
	}

	@Test
	void pairsBeyondTheFirstHundredAppearWithTheirFirstUse() {
		ScriptedRouter script = bind(ScriptedRouter.of(Duration.ofMinutes(1), this.meters,
				IntStream.range(0, 102)
					.mapToObj((i) -> ScriptedRouter.deployment("d" + i, MODEL))
					.toArray(Deployment[]::new)));
		assertThat(this.registry.find("switchboard.utilization").gauges()).hasSize(100);
		assertThat(this.registry.find("switchboard.utilization").tag("deployment", "d101").gauge()).isNull();
		script.start("d101", 1).complete(new TokenUsage(7, 0, 0));
		assertThat(this.registry.find("switchboard.utilization").gauges()).hasSize(101);
		assertThat(counter("switchboard.tokens", "deployment", "d101", "model", MODEL, "type", "input")).isEqualTo(7);
		assertThat(counter("switchboard.cooldowns", "deployment", "d101", "model", MODEL, "reason", "operator"))
			.isZero();
	}

	private ScriptedRouter bind(ScriptedRouter script) {
		this.meters.bind(script.router());
		return script;
	}

	private double counter(String name, String... tags) {
		return this.registry.get(name).tags(tags).counter().count();
	}

	private double gauge(String name, String... tags) {
		return this.registry.get(name).tags(tags).gauge().value();
	}

	private static double value(Meter meter) {
		return meter.measure().iterator().next().getValue();
	}

}
