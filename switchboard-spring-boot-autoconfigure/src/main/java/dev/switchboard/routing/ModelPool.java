package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The deployments of one model, and what happens to a request among them from admission
 * to its end.
 */
final class ModelPool {

	private static final long MINUTE = 60_000_000_000L;

	private final String model;

	private final DeploymentState[] states;

	private final Tier[] tiers;

	private final Map<String, DeploymentState> byName;

	private final Selection selection;

	private final FailoverBudget budget;

	private final Ejector ejector;

	private final RoutingListener listener;

	private final LongSupplier clock;

	private final OthersRate others = OthersRate.ofModel();

	/**
	 * A server's figures are per minute: they mean nothing to windows of another length.
	 */
	private final boolean heedsServer;

	ModelPool(String model, List<Deployment> deployments, RouterSettings settings, Ejector ejector) {
		this.model = model;
		this.clock = settings.clock();
		this.heedsServer = settings.window() == MINUTE;
		this.listener = settings.listener();
		this.ejector = ejector;
		this.budget = new FailoverBudget(settings.budgetRatio(), settings.budgetReserve());
		long now = this.clock.getAsLong();
		List<DeploymentState> states = new ArrayList<>();
		for (Deployment deployment : deployments) {
			states.add(new DeploymentState(deployment, this, settings, now));
		}
		this.states = states.toArray(DeploymentState[]::new);
		this.byName = states.stream()
			.collect(Collectors.toUnmodifiableMap((state) -> key(state.deployment().name()), Function.identity()));
		this.tiers = states.stream()
			.collect(Collectors.groupingBy((state) -> state.deployment().priority(), TreeMap::new, Collectors.toList()))
			.values()
			.stream()
			.map(Tier::new)
			.toArray(Tier[]::new);
		this.selection = new Selection(this, settings);
	}

	private static String key(String name) {
		return name.toLowerCase(Locale.ROOT);
	}

	/**
	 * Admits a request.
	 * @param request the request
	 * @return a lease, or why there is none
	 */
	Admission acquire(RouteRequest request) {
		FailureKind failedOverFrom = request.failedOverFrom();
		long now = this.clock.getAsLong();
		if (failedOverFrom != null && !this.budget.spend()) {
			return unavailable(request, Unavailable.Cause.BUDGET_EXHAUSTED, now);
		}
		Lease lease = null;
		try {
			lease = this.selection.select(request, now);
		}
		finally {
			// also when a policy of the application's throws
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
		Duration retryAfter = Arrays.stream(this.states)
			.filter((state) -> !request.excluded().contains(state.deployment().name()))
			.map((state) -> state.availableIn(now))
			.filter((nanos) -> nanos != null)
			.min(Long::compare)
			.map(Duration::ofNanos)
			.orElse(null);
		return new Unavailable(this.model, cause, retryAfter, snapshots(now));
	}

	/**
	 * The head of a response has arrived: a successful one opens the door for all, and
	 * every one tells what the deployment counts.
	 * @param lease the request
	 * @param report what it says
	 */
	void answered(Lease lease, ServerReport report) {
		long now = this.clock.getAsLong();
		// a head is enough for a trial, but says little while everything fails
		boolean opened = report.success() && lease.state().rotation().answered(lease.since(), now, false);
		if (this.heedsServer) {
			DeploymentState state = lease.state();
			if (report.tokenLimit() > 0 && state.limits().learn(report.tokenLimit())) {
				Arrays.stream(this.tiers).forEach(Tier::reweigh);
			}
			state.server().hear(lease, report, now);
		}
		if (opened) {
			this.listener.freed(this.model);
		}
	}

	void completed(Lease lease, @Nullable TokenUsage usage) {
		if (lease.state().rotation().isAway()) {
			lease.state().rotation().answered(lease.since(), this.clock.getAsLong(), lease.isLastResort());
		}
		lease.state().row().clear();
		if (usage != null) {
			this.listener.settled(lease.deployment(), usage);
		}
		this.listener.freed(this.model);
	}

	void failed(Lease lease, Failure failure) {
		this.ejector.failed(lease, failure, this.clock.getAsLong());
		this.listener.freed(this.model);
	}

	void cancelled(Lease lease) {
		if (lease.isTrial()) {
			lease.state().rotation().releaseTrial(lease.since());
		}
		this.listener.freed(this.model);
	}

	/** Sets the usage of every deployment to zero. */
	void resetUsage() {
		long now = this.clock.getAsLong();
		for (DeploymentState state : this.states) {
			state.usage().reset(now);
			state.slices().reset(state.usage().at(now), now);
			state.server().reset();
		}
	}

	List<DeploymentSnapshot> snapshots(long now) {
		return Arrays.stream(this.states).map((state) -> state.snapshot(now)).toList();
	}

	OthersRate others() {
		return this.others;
	}

	Tier[] tiers() {
		return this.tiers;
	}

	int size() {
		return this.states.length;
	}

	DeploymentState state(int index) {
		return this.states[index];
	}

	/**
	 * Finds a deployment by name, without regard to case.
	 * @param name the name
	 * @return the deployment, or {@code null} when the model has none of this name
	 */
	@Nullable DeploymentState find(String name) {
		return this.byName.get(key(name));
	}

}
