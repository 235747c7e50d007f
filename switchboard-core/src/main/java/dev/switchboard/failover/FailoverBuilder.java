package dev.switchboard.failover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.Router;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Builds a {@link Failover} engine.
 *
 * @since 0.1.0
 */
public final class FailoverBuilder {

	private final Map<String, Map<String, Target>> targets = new LinkedHashMap<>();

	private final List<DeploymentClient> clients = new ArrayList<>();

	private @Nullable Router router;

	private CapacitySignal capacity = new CapacitySignal();

	private OnSaturation onSaturation = OnSaturation.BEST_EFFORT;

	private int maxAttempts = 5;

	private Scheduler scheduler = Schedulers.parallel();

	FailoverBuilder() {
	}

	/**
	 * Sets the router that admits every attempt.
	 * @param router the router
	 * @param capacity the signal that listens to it, for {@link OnSaturation#WAIT}
	 * @return this builder
	 */
	public FailoverBuilder router(Router router, CapacitySignal capacity) {
		this.router = router;
		this.capacity = capacity;
		return this;
	}

	/**
	 * Adds a deployment.
	 * @param deployment its settings
	 * @param client its client, closed with the engine
	 * @param models its models
	 * @return this builder
	 */
	public FailoverBuilder deployment(DeploymentSettings deployment, DeploymentClient client,
			List<ModelSettings> models) {
		return deployment(deployment, client, models, false);
	}

	/**
	 * Adds a deployment.
	 * @param deployment its settings
	 * @param client its client, closed with the engine
	 * @param models its models
	 * @param sendCacheKey whether requests of a session name it to the provider's prompt
	 * cache, as a hash, in the field {@value CacheKey#FIELD}
	 * @return this builder
	 */
	public FailoverBuilder deployment(DeploymentSettings deployment, DeploymentClient client,
			List<ModelSettings> models, boolean sendCacheKey) {
		Objects.requireNonNull(client,
				() -> "The DeploymentConnector returned no client for the deployment '" + deployment.name() + "'");
		Map<String, Target> byModel = new HashMap<>();
		for (ModelSettings model : models) {
			byModel.put(model.name(), new Target(client, model, deployment.timeout(), sendCacheKey));
		}
		this.targets.put(deployment.name(), byModel);
		this.clients.add(client);
		return this;
	}

	/**
	 * Sets what happens when no deployment is available. The router must be built with
	 * the same value.
	 * @param onSaturation what happens
	 * @return this builder
	 */
	public FailoverBuilder onSaturation(OnSaturation onSaturation) {
		this.onSaturation = onSaturation;
		return this;
	}

	/**
	 * Sets the number of attempts per round, the first included.
	 * @param maxAttempts the number, at least 1
	 * @return this builder
	 */
	public FailoverBuilder maxAttempts(int maxAttempts) {
		this.maxAttempts = maxAttempts;
		return this;
	}

	/**
	 * Sets what runs timers and the streams that have waited.
	 * @param scheduler the scheduler
	 * @return this builder
	 */
	public FailoverBuilder scheduler(Scheduler scheduler) {
		this.scheduler = scheduler;
		return this;
	}

	/**
	 * Builds the engine.
	 * @return the engine
	 */
	public Failover build() {
		Router router = Objects.requireNonNull(this.router, "router must be set");
		Deployments deployments = new Deployments(router, this.targets);
		Admissions admissions = (this.onSaturation == OnSaturation.WAIT)
				? new WaitQueue(router, this.scheduler, this.capacity) : Admissions.immediate(router);
		return new Failover(router.models(), deployments, List.copyOf(this.clients), admissions, this.maxAttempts,
				this.scheduler);
	}

}
