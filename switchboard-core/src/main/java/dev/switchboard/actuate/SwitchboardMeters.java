package dev.switchboard.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Counters and gauges of the switchboard. Counters follow the router as its listener,
 * gauges read it. Tags come from configuration only. Once bound to the router, the meters
 * of the first {@value #PAIRS_FROM_THE_START} pairs of deployment and model exist, with
 * 0; those of further pairs appear with their first use. Thread-safe.
 *
 * @since 0.1.0
 */
public class SwitchboardMeters implements RoutingListener {

	/** A pair has nineteen time series: more pairs should not cost what is not used. */
	static final int PAIRS_FROM_THE_START = 100;

	private static final List<FailureKind> FAILOVER_REASONS = List.of(FailureKind.RATE_LIMITED, FailureKind.UNAVAILABLE,
			FailureKind.TIMED_OUT);

	private static final List<String> COOLDOWN_REASONS = List.of("rate_limited", "unavailable", "timed_out",
			"quarantined", "operator");

	private final MeterRegistry registry;

	private final Map<String, Map<String, PairMeters>> pairs = new ConcurrentHashMap<>();

	private final Map<String, Counter> bestEfforts = new ConcurrentHashMap<>();

	private volatile @Nullable Router router;

	/**
	 * Creates meters.
	 * @param registry where they are registered
	 */
	public SwitchboardMeters(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Lets the gauges read a router, the one this object listens to.
	 * @param router the router
	 */
	public void bind(Router router) {
		this.router = router;
		router.snapshots()
			.stream()
			.limit(PAIRS_FROM_THE_START)
			.forEach((snapshot) -> pair(snapshot.name(), snapshot.model()));
	}

	@Override
	public void selected(Lease lease) {
		pair(lease.deployment().name(), lease.deployment().model());
	}

	@Override
	public void settled(Deployment deployment, TokenUsage usage) {
		PairMeters counters = pair(deployment.name(), deployment.model());
		counters.input().increment(usage.input());
		counters.output().increment(usage.output());
		counters.cached().increment(usage.cached());
	}

	@Override
	public void firstContent(Deployment deployment, Duration sinceCall) {
		pair(deployment.name(), deployment.model()).firstContent().record(sinceCall);
	}

	@Override
	public void failedOver(String model, FailureKind reason) {
		failovers(model, reason).increment();
	}

	@Override
	public void failoverRefused(String model) {
		refusedFailovers(model).increment();
	}

	@Override
	public void cooledDown(Cooldown cooldown) {
		String reason = cooldown.quarantined() ? "quarantined" : cooldown.reason().name().toLowerCase(Locale.ROOT);
		cooldown.models().forEach((model) -> cooldowns(cooldown.deployment(), model, reason).increment());
	}

	@Override
	public void bestEffort(String model) {
		bestEfforts(model).increment();
	}

	private PairMeters pair(String deployment, String model) {
		Map<String, PairMeters> ofDeployment = this.pairs.get(deployment);
		PairMeters counters = (ofDeployment != null) ? ofDeployment.get(model) : null;
		return (counters != null) ? counters : register(deployment, model);
	}

	private PairMeters register(String deployment, String model) {
		return this.pairs.computeIfAbsent(deployment, (name) -> new ConcurrentHashMap<>())
			.computeIfAbsent(model, (name) -> {
				bestEfforts(model);
				return registerPair(deployment, model);
			});
	}

	private PairMeters registerPair(String deployment, String model) {
		COOLDOWN_REASONS.forEach((reason) -> cooldowns(deployment, model, reason));
		gauge("switchboard.utilization",
				"Larger of tokens/limit and requests/limit in the current window; 1 is the limit", deployment, model,
				DeploymentSnapshot::utilization);
		gauge("switchboard.inflight", "Upstream requests under way", deployment, model, DeploymentSnapshot::inFlight);
		gauge("switchboard.limit", "Tokens per minute that the deployment accepts, 0 when unlimited or unknown",
				deployment, model, DeploymentSnapshot::tokensPerMinute);
		gauge("switchboard.used", "Tokens used in the current window, estimates of requests in flight included",
				deployment, model, DeploymentSnapshot::tokens);
		for (State state : State.values()) {
			stateGauge(deployment, model, state);
		}
		return new PairMeters(tokens(deployment, model, "input"), tokens(deployment, model, "output"),
				tokens(deployment, model, "cached"),
				Timer.builder("switchboard.first.content")
					.description("Time from the call of a stream to its first content")
					.tags("deployment", deployment, "model", model)
					.register(this.registry));
	}

	private Counter bestEfforts(String model) {
		Counter counter = this.bestEfforts.get(model);
		return (counter != null) ? counter : this.bestEfforts.computeIfAbsent(model, this::registerModel);
	}

	private Counter registerModel(String model) {
		FAILOVER_REASONS.forEach((reason) -> failovers(model, reason));
		refusedFailovers(model);
		Gauge.builder("switchboard.deployments.available", this, (meters) -> meters.available(model))
			.description("Deployments that take requests: available or recovering")
			.tag("model", model)
			.register(this.registry);
		return Counter.builder("switchboard.best.effort")
			.description("Attempts on a saturated or cooling deployment because nothing else was left")
			.tag("model", model)
			.register(this.registry);
	}

	private Counter refusedFailovers(String model) {
		return Counter.builder("switchboard.failovers.refused")
			.description("Failures that were not failed over because the budget was used up")
			.tag("model", model)
			.register(this.registry);
	}

	private Counter tokens(String deployment, String model, String type) {
		return Counter.builder("switchboard.tokens")
			.description("Tokens used, as reported by the deployments; cached ones are input, too")
			.baseUnit("tokens")
			.tags("deployment", deployment, "model", model, "type", type)
			.register(this.registry);
	}

	private Counter failovers(String model, FailureKind reason) {
		return Counter.builder("switchboard.failovers")
			.description("Attempts on another deployment after a failure")
			.baseUnit("failovers")
			.tags("model", model, "reason", reason.name().toLowerCase(Locale.ROOT))
			.register(this.registry);
	}

	private Counter cooldowns(String deployment, String model, String reason) {
		return Counter.builder("switchboard.cooldowns")
			.description("Times a model of a deployment was taken out of rotation")
			.baseUnit("cooldowns")
			.tags("deployment", deployment, "model", model, "reason", reason)
			.register(this.registry);
	}

	private void gauge(String name, String description, String deployment, String model,
			ToDoubleFunction<DeploymentSnapshot> figure) {
		Gauge.builder(name, this, (meters) -> meters.read(deployment, model, figure))
			.description(description)
			.tags("deployment", deployment, "model", model)
			.register(this.registry);
	}

	private void stateGauge(String deployment, String model, State state) {
		Gauge
			.builder("switchboard.deployment.state", this,
					(meters) -> meters.read(deployment, model, (snapshot) -> (snapshot.state() == state) ? 1 : 0))
			.description("1 for the state that the deployment is in, 0 for the others")
			.tags("deployment", deployment, "model", model, "state", state.name().toLowerCase(Locale.ROOT))
			.register(this.registry);
	}

	private double read(String deployment, String model, ToDoubleFunction<DeploymentSnapshot> figure) {
		Router bound = this.router;
		return (bound != null) ? figure.applyAsDouble(bound.snapshot(deployment, model)) : Double.NaN;
	}

	private double available(String model) {
		Router bound = this.router;
		return (bound != null) ? bound.snapshots()
			.stream()
			.filter((snapshot) -> snapshot.model().equals(model) && snapshot.isAvailable())
			.count() : Double.NaN;
	}

	private record PairMeters(Counter input, Counter output, Counter cached, Timer firstContent) {

	}

}
