package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import dev.switchboard.routing.server.OtherClientsRate;
import org.jspecify.annotations.Nullable;

/**
 * The deployments of one model: admits its requests, within the budget of failovers.
 */
final class ModelPool {

	private final String model;

	private final List<DeploymentState> states;

	private final List<Tier> tiers;

	private final Map<String, DeploymentState> byName;

	private final Selection selection;

	private final FailoverBudget budget;

	private final RoutingListener listener;

	private final LongSupplier clock;

	ModelPool(String model, List<Deployment> deployments, RouterSettings settings, Ejector ejector) {
		this.model = model;
		this.clock = settings.clock();
		this.listener = settings.listener();
		this.budget = new FailoverBudget(settings.budgetRatio(), settings.budgetReserve());
		OtherClientsRate others = new OtherClientsRate();
		this.states = deployments.stream()
			.map((deployment) -> new DeploymentState(deployment, settings, ejector, others, this::reweigh))
			.toList();
		this.byName = this.states.stream()
			.collect(Collectors.toUnmodifiableMap((state) -> key(state.deployment().name()), Function.identity()));
		this.tiers = this.states.stream()
			.collect(Collectors.groupingBy((state) -> state.deployment().priority(), TreeMap::new, Collectors.toList()))
			.values()
			.stream()
			.map((members) -> new Tier(members, settings.preferFast(), this.clock.getAsLong()))
			.toList();
		this.selection = new Selection(this, settings);
	}

	private void reweigh() {
		this.tiers.forEach(Tier::reweigh);
	}

	private static String key(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	/**
	 * Admits a request.
	 * @return a lease, or why there is none
	 */
	Admission acquire(RouteRequest request) {
		FailureKind failedOverFrom = request.failedOverFrom();
		long now = this.clock.getAsLong();
		if (failedOverFrom != null && !this.budget.spend()) {
			this.listener.failoverRefused(this.model);
			return unavailable(request, Unavailable.Cause.BUDGET_EXHAUSTED, now);
		}
		Lease lease = null;
		try {
			lease = this.selection.select(request, now);
		}
		finally {
			// also when the application's policy throws
			if (lease == null && failedOverFrom != null) {
				this.budget.refund();
			}
		}
		if (lease == null) {
			return unavailable(request, Unavailable.Cause.NO_CANDIDATE, now);
		}
		if (failedOverFrom == null) {
			this.budget.earn();
		}
		tell(lease, failedOverFrom);
		return lease;
	}

	private void tell(Lease lease, @Nullable FailureKind failedOverFrom) {
		if (failedOverFrom != null) {
			this.listener.failedOver(this.model, failedOverFrom);
		}
		if (lease.isBestEffort()) {
			this.listener.bestEffort(this.model);
		}
		this.listener.selected(lease);
	}

	Unavailable unavailable(RouteRequest request) {
		return unavailable(request, Unavailable.Cause.NO_CANDIDATE, this.clock.getAsLong());
	}

	private Unavailable unavailable(RouteRequest request, Unavailable.Cause cause, long now) {
		Duration retryAfter = this.states.stream()
			.filter((state) -> !request.excluded().contains(state.deployment().name()))
			.map((state) -> state.availableIn(now))
			.filter((nanos) -> nanos != null)
			.min(Long::compare)
			.map(Duration::ofNanos)
			.orElse(null);
		return new Unavailable(this.model, cause, retryAfter, snapshots(now));
	}

	/** Sets the usage of every deployment to zero. */
	void resetUsage() {
		long now = this.clock.getAsLong();
		for (DeploymentState state : this.states) {
			state.resetUsage(now);
		}
	}

	List<DeploymentSnapshot> snapshots(long now) {
		return this.states.stream().map((state) -> state.snapshot(now)).toList();
	}

	List<Tier> tiers() {
		return this.tiers;
	}

	List<DeploymentState> states() {
		return this.states;
	}

	/**
	 * Finds a deployment by name, without regard to case.
	 * @return the deployment, or {@code null} if the model has no deployment of this name
	 */
	@Nullable DeploymentState find(String name) {
		return this.byName.get(key(name));
	}

}
