package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Admits every request to a deployment: the entrance of the core. A request is
 * {@linkplain #acquire admitted} to one of the deployments of its model, reserved there,
 * and settled when its {@link Lease} ends. Uncoordinated: a router knows its own requests
 * and what the deployments answer, nothing of other routers.
 *
 * <p>
 * Choosing and reserving are two steps without a lock between them, so under contention
 * the last tokens of a window may be given out more than once. The service judges, not
 * this count. All methods may be called by any thread at any time.
 *
 * @since 0.1.0
 */
public final class Router {

	private final Map<String, ModelPool> pools;

	/** Every pair of deployment and model, in the order of configuration. */
	private final List<DeploymentState> states;

	private final RouterSettings settings;

	private Router(List<Deployment> deployments, RouterSettings settings) {
		this.settings = settings;
		Map<String, List<DeploymentState>> byName = new LinkedHashMap<>();
		Marks marks = new Marks(settings.cooldowns(), settings.listener(), byName);
		this.pools = pools(deployments, settings, marks);
		this.states = deployments.stream().map((deployment) -> state(deployment.name(), deployment.model())).toList();
		for (DeploymentState state : this.states) {
			byName.computeIfAbsent(state.deployment().name(), (name) -> new ArrayList<>()).add(state);
		}
	}

	private static Map<String, ModelPool> pools(List<Deployment> deployments, RouterSettings settings, Marks marks) {
		Map<String, List<Deployment>> byModel = deployments.stream()
			.collect(Collectors.groupingBy(Deployment::model, LinkedHashMap::new, Collectors.toList()));
		Map<String, ModelPool> pools = new LinkedHashMap<>();
		byModel.forEach(
				(model, members) -> pools.put(model, new ModelPool(model, pools.size(), members, settings, marks)));
		return pools;
	}

	/**
	 * Starts to build a router.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Admits a request to a deployment.
	 * @param request the request
	 * @return a {@link Lease} that the caller must end, or {@link Unavailable}
	 * @throws IllegalArgumentException when no deployment has the model
	 */
	public Admission acquire(RouteRequest request) {
		ModelPool pool = this.pools.get(request.model());
		if (pool == null) {
			throw unknownModel(request.model());
		}
		return pool.acquire(request);
	}

	private IllegalArgumentException unknownModel(String model) {
		return new IllegalArgumentException(
				"Unknown model '" + model + "', configured are: " + String.join(", ", this.pools.keySet()));
	}

	/**
	 * The models that can be asked for, in the order of configuration.
	 * @return the names
	 */
	public Set<String> models() {
		return Collections.unmodifiableSet(this.pools.keySet());
	}

	/**
	 * One reading for every pair of deployment and model, in the order of configuration.
	 * @return the snapshots
	 */
	public List<DeploymentSnapshot> snapshots() {
		long now = this.settings.clock().getAsLong();
		return this.states.stream().map((state) -> state.snapshot(now)).toList();
	}

	/**
	 * One reading of a deployment; does not allocate more than the snapshot.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model
	 * @return the snapshot
	 * @throws IllegalArgumentException when there is no such pair
	 */
	public DeploymentSnapshot snapshot(String deployment, String model) {
		return state(deployment, model).snapshot(this.settings.clock().getAsLong());
	}

	/**
	 * How many sessions have a home.
	 * @return the number of bindings
	 */
	public int sessions() {
		SessionAffinity sessions = this.settings.sessions();
		return (sessions != null) ? sessions.size(this.settings.clock().getAsLong()) : 0;
	}

	/**
	 * Length of the accounting window.
	 * @return the length; zero for totals since the last reset
	 */
	public Duration window() {
		return Duration.ofNanos(this.settings.window());
	}

	/**
	 * Takes a deployment out of rotation for a while, on behalf of a person.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @param duration how long, or {@code null} for the configured cooldown; positive,
	 * not capped
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void coolDown(String deployment, @Nullable String model, @Nullable Duration duration) {
		if (duration != null && (duration.isNegative() || duration.isZero())) {
			throw new IllegalArgumentException("The duration of a cooldown must be positive, not " + duration);
		}
		List<DeploymentState> states = states(deployment, model);
		Duration length = (duration != null) ? duration : states.get(0).deployment().cooldown();
		long until = this.settings.clock().getAsLong() + Nanos.of(length);
		take(states, Absence.until(Absence.Kind.COOLDOWN, Reason.OPERATOR, null, until), length);
	}

	/**
	 * Takes a deployment out of rotation until {@link #resume}.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void drain(String deployment, @Nullable String model) {
		take(states(deployment, model), Absence.until(Absence.Kind.DRAIN, Reason.OPERATOR, null, 0), null);
	}

	private void take(List<DeploymentState> states, Absence absence, @Nullable Duration duration) {
		states.forEach((state) -> state.rotation().take(absence));
		this.settings.listener()
			.cooledDown(new RoutingListener.Cooldown(states.get(0).deployment().name(),
					states.stream().map((state) -> state.deployment().model()).toList(), Reason.OPERATOR, false,
					duration, null, null));
	}

	/**
	 * Brings a deployment back at once.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void resume(String deployment, @Nullable String model) {
		for (DeploymentState state : states(deployment, model)) {
			state.rotation().open();
			state.row().clear();
			this.settings.listener().freed(state.deployment().model());
		}
	}

	private List<DeploymentState> states(String deployment, @Nullable String model) {
		List<DeploymentState> states = this.states.stream()
			.filter((state) -> state.deployment().name().equalsIgnoreCase(deployment))
			.toList();
		if (states.isEmpty()) {
			throw new IllegalArgumentException(
					"Unknown deployment '" + deployment + "', configured are: " + names(this.states, Deployment::name));
		}
		if (model == null) {
			return states;
		}
		List<DeploymentState> ofModel = states.stream()
			.filter((state) -> state.deployment().model().equals(model))
			.toList();
		if (ofModel.isEmpty()) {
			throw new IllegalArgumentException("Deployment '" + states.get(0).deployment().name() + "' has no model '"
					+ model + "', it has: " + names(states, Deployment::model));
		}
		return ofModel;
	}

	private static String names(List<DeploymentState> states, Function<Deployment, String> name) {
		return states.stream()
			.map((state) -> name.apply(state.deployment()))
			.distinct()
			.collect(Collectors.joining(", "));
	}

	private DeploymentState state(String deployment, String model) {
		ModelPool pool = this.pools.get(model);
		DeploymentState state = (pool != null) ? pool.find(deployment) : null;
		return (state != null) ? state : states(deployment, model).get(0);
	}

	/** Sets the usage of every deployment to zero. */
	public void resetUsage() {
		this.pools.values().forEach(ModelPool::resetUsage);
	}

	/**
	 * Lets windows that are older than their length begin anew. Called punctually by a
	 * scheduler at the edge; without it the same happens when a deployment is next read.
	 */
	public void rollWindows() {
		this.pools.values().forEach(ModelPool::rollWindows);
		SessionAffinity sessions = this.settings.sessions();
		if (sessions != null) {
			sessions.sweep(this.settings.clock().getAsLong());
		}
	}

	/** What happens when no deployment is available. */
	public enum OnSaturation {

		/**
		 * Saturated deployments are candidates after all, and the one whose cooldown ends
		 * first gets one attempt.
		 */
		BEST_EFFORT,

		/** Saturated deployments are unavailable. */
		STRICT

	}

	/** Builds a {@link Router}. What is left out has the default named here. */
	public static final class Builder {

		private List<Deployment> deployments = List.of();

		private Duration window = Duration.ofSeconds(60);

		private OnSaturation onSaturation = OnSaturation.BEST_EFFORT;

		private int maxSessions;

		private Duration idleTimeout = Duration.ofHours(1);

		private double budgetRatio = 0.5;

		private int budgetReserve = 100;

		private Duration defaultCooldown = Duration.ofSeconds(10);

		private Duration maxCooldown = Duration.ofSeconds(60);

		private Duration quarantine = Duration.ofMinutes(5);

		private @Nullable SelectionPolicy policy;

		private RoutingListener listener = RoutingListener.NONE;

		private LongSupplier clock = System::nanoTime;

		private RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();

		private Builder() {
		}

		/**
		 * The deployments; at least one, no pair of name and model twice.
		 * @param deployments the deployments
		 * @return this builder
		 */
		public Builder deployments(List<Deployment> deployments) {
			this.deployments = List.copyOf(deployments);
			return this;
		}

		/**
		 * Length of the accounting window, 60 s by default.
		 * @param window the length; zero for totals since the last reset
		 * @return this builder
		 */
		public Builder window(Duration window) {
			this.window = window;
			return this;
		}

		/**
		 * What happens when no deployment is available, best effort by default.
		 * @param onSaturation what happens
		 * @return this builder
		 */
		public Builder onSaturation(OnSaturation onSaturation) {
			this.onSaturation = onSaturation;
			return this;
		}

		/**
		 * Bounds session affinity; left out, requests have no sessions.
		 * @param maxSessions bindings that are kept
		 * @param idleTimeout a binding unused for so long is forgotten
		 * @return this builder
		 */
		public Builder sessions(int maxSessions, Duration idleTimeout) {
			this.maxSessions = maxSessions;
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * Bounds failovers, per model; 0.5 and 100 by default.
		 * @param ratio what each round earns of a failover
		 * @param reserve what a budget starts with and can hold at most
		 * @return this builder
		 */
		public Builder failoverBudget(double ratio, int reserve) {
			this.budgetRatio = ratio;
			this.budgetReserve = reserve;
			return this;
		}

		/**
		 * Bounds cooldowns; 10 s, 60 s and 5 min by default.
		 * @param defaultCooldown the time after which an unanswered trial lets the next
		 * one in
		 * @param max cap of rate limits and outages
		 * @param quarantine how long what a person has to mend stays out
		 * @return this builder
		 */
		public Builder cooldowns(Duration defaultCooldown, Duration max, Duration quarantine) {
			this.defaultCooldown = defaultCooldown;
			this.maxCooldown = max;
			this.quarantine = quarantine;
			return this;
		}

		/**
		 * The policy of the application.
		 * @param policy the policy, or {@code null} for power of two choices
		 * @return this builder
		 */
		public Builder policy(@Nullable SelectionPolicy policy) {
			this.policy = policy;
			return this;
		}

		/**
		 * Who hears what happens; nobody by default.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(RoutingListener listener) {
			this.listener = listener;
			return this;
		}

		/**
		 * Monotonic time in nanoseconds, {@link System#nanoTime()} by default.
		 * @param nanoTime the clock
		 * @return this builder
		 */
		public Builder clock(LongSupplier nanoTime) {
			this.clock = nanoTime;
			return this;
		}

		/**
		 * Where chance comes from; must be safe for use by several threads.
		 * @param random the generator
		 * @return this builder
		 */
		public Builder random(RandomGenerator random) {
			this.random = random;
			return this;
		}

		/**
		 * Builds the router.
		 * @return the router
		 * @throws IllegalArgumentException when there is no deployment, a pair of name
		 * and model is there twice, or a bound makes no sense
		 */
		public Router build() {
			check(!this.deployments.isEmpty(), "A router needs at least one deployment");
			check(!this.window.isNegative(), "The window must not be negative: " + this.window);
			check(this.maxSessions >= 0, "The number of sessions must not be negative: " + this.maxSessions);
			Set<String> pairs = new HashSet<>();
			for (Deployment deployment : this.deployments) {
				check(pairs.add(deployment.name().toLowerCase(Locale.ROOT) + '/' + deployment.model()),
						"Deployment '" + deployment.name() + "' has model '" + deployment.model() + "' twice");
			}
			SessionAffinity sessions = (this.maxSessions > 0) ? new SessionAffinity(this.maxSessions,
					Nanos.of(this.idleTimeout), this.random.nextLong(), this.clock.getAsLong()) : null;
			CooldownRules cooldowns = new CooldownRules(this.defaultCooldown, this.maxCooldown, this.quarantine,
					this.random);
			return new Router(this.deployments,
					new RouterSettings(Nanos.of(this.window), this.onSaturation, sessions, this.budgetRatio,
							this.budgetReserve, cooldowns, this.policy, this.listener, this.clock, this.random));
		}

		private static void check(boolean condition, String message) {
			if (!condition) {
				throw new IllegalArgumentException(message);
			}
		}

	}

}
