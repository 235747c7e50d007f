package dev.switchboard.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.switchboard.routing.DeploymentSnapshot.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Admits every request to a deployment; the entry point of the package. A request is
 * {@linkplain #acquire admitted} to one of the deployments of its model, reserved there,
 * and settled when its {@link Lease} ends. Routers do not coordinate: each knows its own
 * requests and the responses to them, and nothing about other routers.
 *
 * <p>
 * Choosing and reserving are two steps without a lock between them, so under contention
 * the last tokens of a window may be granted more than once. The service has the final
 * say. All methods may be called by any thread at any time.
 *
 * @since 0.1.0
 */
public final class Router {

	private final Map<String, ModelPool> pools;

	/** Every pair of deployment and model, in the order of configuration. */
	private final List<DeploymentState> states;

	private final RouterSettings settings;

	Router(List<Deployment> deployments, RouterSettings settings) {
		this.settings = settings;
		Map<String, List<DeploymentState>> byName = new LinkedHashMap<>();
		Ejector ejector = new Ejector(settings.listener(), byName);
		this.pools = pools(deployments, settings, ejector);
		this.states = deployments.stream().map((deployment) -> state(deployment.name(), deployment.model())).toList();
		for (DeploymentState state : this.states) {
			byName.computeIfAbsent(state.deployment().name(), (name) -> new ArrayList<>()).add(state);
		}
	}

	private static Map<String, ModelPool> pools(List<Deployment> deployments, RouterSettings settings,
			Ejector ejector) {
		Map<String, List<Deployment>> byModel = deployments.stream()
			.collect(Collectors.groupingBy(Deployment::model, LinkedHashMap::new, Collectors.toList()));
		Map<String, ModelPool> pools = new LinkedHashMap<>();
		byModel.forEach((model, members) -> pools.put(model, new ModelPool(model, members, settings, ejector)));
		return pools;
	}

	/**
	 * Starts to build a router.
	 * @return a builder
	 */
	public static RouterBuilder builder() {
		return new RouterBuilder();
	}

	/**
	 * Admits a request to a deployment.
	 * @param request the request
	 * @return a {@link Lease} that the caller must end, or {@link Unavailable}
	 * @throws IllegalArgumentException when no deployment has the model
	 */
	public Admission acquire(RouteRequest request) {
		return pool(request).acquire(request);
	}

	/**
	 * Returns what {@link #acquire} returns when no deployment can take a request: the
	 * state of each, and when the first one that the request may use becomes available.
	 * Reserves nothing.
	 * @param request the request
	 * @return the answer; its {@code retryAfter} is zero when a deployment is available
	 * @throws IllegalArgumentException when no deployment has the model
	 */
	public Unavailable unavailable(RouteRequest request) {
		return pool(request).unavailable(request);
	}

	private ModelPool pool(RouteRequest request) {
		ModelPool pool = this.pools.get(request.model());
		if (pool == null) {
			throw unknownModel(request.model());
		}
		return pool;
	}

	private IllegalArgumentException unknownModel(String model) {
		return new IllegalArgumentException(
				"Unknown model '" + model + "', configured are: " + String.join(", ", this.pools.keySet()));
	}

	/**
	 * Returns the models, in the order of configuration.
	 * @return the names
	 */
	public Set<String> models() {
		return Collections.unmodifiableSet(this.pools.keySet());
	}

	/**
	 * Returns one snapshot for each pair of deployment and model, in the order of
	 * configuration.
	 * @return the snapshots
	 */
	public List<DeploymentSnapshot> snapshots() {
		long now = this.settings.clock().getAsLong();
		return this.states.stream().map((state) -> state.snapshot(now)).toList();
	}

	/**
	 * Returns the snapshot of one deployment and model. Allocates nothing else.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model
	 * @return the snapshot
	 * @throws IllegalArgumentException when there is no such pair
	 */
	public DeploymentSnapshot snapshot(String deployment, String model) {
		return state(deployment, model).snapshot(this.settings.clock().getAsLong());
	}

	/**
	 * Length of the accounting window.
	 * @return the length; zero for totals since the last reset
	 */
	public Duration window() {
		return Duration.ofNanos(this.settings.window());
	}

	/**
	 * Takes a deployment out of rotation for a while, for an operator. A drained
	 * deployment stays drained until it is resumed.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @param duration how long, or {@code null} for the cooldown each model is configured
	 * with; positive, not capped
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void coolDown(String deployment, @Nullable String model, @Nullable Duration duration) {
		if (duration != null && (duration.isNegative() || duration.isZero())) {
			throw new IllegalArgumentException("The duration of a cooldown must be positive, not " + duration);
		}
		long now = this.settings.clock().getAsLong();
		Map<Duration, List<DeploymentState>> byLength = states(deployment, model).stream()
			.collect(Collectors.groupingBy((state) -> (duration != null) ? duration : state.deployment().cooldown(),
					LinkedHashMap::new, Collectors.toList()));
		byLength.forEach((length, states) -> take(states,
				Outage.until(Outage.Kind.COOLDOWN, Reason.OPERATOR, null, now + Nanos.of(length)), length));
	}

	/**
	 * Takes a deployment out of rotation until {@link #resume}.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void drain(String deployment, @Nullable String model) {
		take(states(deployment, model), Outage.until(Outage.Kind.DRAIN, Reason.OPERATOR, null, 0), null);
	}

	private void take(List<DeploymentState> states, Outage outage, @Nullable Duration duration) {
		List<String> models = states.stream()
			.filter((state) -> state.take(outage))
			.map((state) -> state.deployment().model())
			.toList();
		if (models.isEmpty()) {
			return;
		}
		this.settings.listener()
			.cooledDown(new RoutingListener.Cooldown(states.get(0).deployment().name(), models, Reason.OPERATOR, false,
					duration, null, null));
	}

	/**
	 * Brings a deployment back at once.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void resume(String deployment, @Nullable String model) {
		List<DeploymentState> resumed = states(deployment, model);
		resumed.forEach(DeploymentState::resume);
		resumed.forEach((state) -> this.settings.listener().freed(state.deployment().model()));
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

	DeploymentState state(String deployment, String model) {
		ModelPool pool = this.pools.get(model);
		DeploymentState state = (pool != null) ? pool.find(deployment) : null;
		return (state != null) ? state : states(deployment, model).get(0);
	}

	/** Sets the usage of every deployment to zero. */
	public void resetUsage() {
		this.pools.values().forEach(ModelPool::resetUsage);
		freed();
	}

	/**
	 * Signals that windows may have ended. The application's scheduler calls this on
	 * time: a window begins when a deployment is read, and this makes waiting requests
	 * read.
	 */
	public void rollWindows() {
		freed();
	}

	private void freed() {
		this.pools.keySet().forEach(this.settings.listener()::freed);
	}

}
