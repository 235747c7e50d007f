package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.failover.Admissions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Deadline;
import dev.switchboard.failover.Target;
import dev.switchboard.failover.Upstream;
import dev.switchboard.failover.WaitQueue;
import dev.switchboard.observation.Observations;
import dev.switchboard.observation.SwitchboardAttemptObservationConvention;
import dev.switchboard.observation.SwitchboardRequestObservationConvention;
import dev.switchboard.routing.Router;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.model.tool.DefaultToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;

/**
 * Builder of {@link SwitchboardChatModel}. The router and at least one deployment are
 * required; the router's deployments and those added here must be the same.
 *
 * @since 0.1.0
 */
public final class SwitchboardChatModelBuilder {

	private final Map<String, Map<String, Target>> targets = new LinkedHashMap<>();

	private final List<DeploymentClient> clients = new ArrayList<>();

	private @Nullable Router router;

	private CapacitySignal capacity = new CapacitySignal();

	private @Nullable String defaultModel;

	private Duration deadline = Duration.ofMinutes(15);

	private OnSaturation onSaturation = OnSaturation.BEST_EFFORT;

	private int maxAttempts = 5;

	private ToolCallingManager toolCallingManager = ToolCallingManager.builder().build();

	private ToolExecutionEligibilityPredicate toolEligibility = new DefaultToolExecutionEligibilityPredicate();

	private @Nullable TokenEstimator tokenEstimator;

	private SessionIdResolver sessionIdResolver = new DefaultSessionIdResolver();

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private @Nullable SwitchboardRequestObservationConvention requestConvention;

	private @Nullable SwitchboardAttemptObservationConvention attemptConvention;

	private LongSupplier nanoTime = System::nanoTime;

	private Scheduler scheduler = Schedulers.parallel();

	SwitchboardChatModelBuilder() {
	}

	/**
	 * Sets the router that admits every attempt.
	 * @param router the router
	 * @param capacity the signal that listens to it, for {@link OnSaturation#WAIT}
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder router(Router router, CapacitySignal capacity) {
		this.router = router;
		this.capacity = capacity;
		return this;
	}

	/**
	 * Adds a deployment.
	 * @param deployment its settings
	 * @param client its client, closed with the chat model
	 * @param models its models
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder deployment(DeploymentSettings deployment, DeploymentClient client,
			List<ModelSettings> models) {
		Objects.requireNonNull(client,
				() -> "The DeploymentConnector returned no client for the deployment '" + deployment.name() + "'");
		Map<String, Target> byModel = new HashMap<>();
		for (ModelSettings model : models) {
			byModel.put(model.name(), new Target(client, model, deployment.timeout()));
		}
		this.targets.put(deployment.name(), byModel);
		this.clients.add(client);
		return this;
	}

	/**
	 * Sets the model of prompts that name none.
	 * @param defaultModel the model; {@code null}: the only one, if there is only one
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder defaultModel(@Nullable String defaultModel) {
		this.defaultModel = defaultModel;
		return this;
	}

	/**
	 * Sets the total time of one call.
	 * @param deadline the time; positive
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder deadline(Duration deadline) {
		this.deadline = deadline;
		return this;
	}

	/**
	 * Sets what happens when no deployment is available. The router must agree: strict
	 * unless best effort.
	 * @param onSaturation what happens
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder onSaturation(OnSaturation onSaturation) {
		this.onSaturation = onSaturation;
		return this;
	}

	/**
	 * Sets the number of attempts per round, the first included.
	 * @param maxAttempts the number, at least 1
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder maxAttempts(int maxAttempts) {
		this.maxAttempts = maxAttempts;
		return this;
	}

	/**
	 * Sets what runs tools.
	 * @param manager resolves and runs them
	 * @param eligibility whether an answer's tool calls are run
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder tools(ToolCallingManager manager,
			ToolExecutionEligibilityPredicate eligibility) {
		this.toolCallingManager = manager;
		this.toolEligibility = eligibility;
		return this;
	}

	/**
	 * Sets what estimates input tokens.
	 * @param tokenEstimator the estimator; {@code null}: {@link CharacterTokenEstimator}
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder tokenEstimator(@Nullable TokenEstimator tokenEstimator) {
		this.tokenEstimator = tokenEstimator;
		return this;
	}

	/**
	 * Sets what finds the session of a prompt.
	 * @param sessionIdResolver the resolver
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder sessionIdResolver(SessionIdResolver sessionIdResolver) {
		this.sessionIdResolver = sessionIdResolver;
		return this;
	}

	/**
	 * Sets how calls and attempts are observed.
	 * @param registry the registry
	 * @param requests names and tags of calls, or {@code null} for the default
	 * @param attempts names and tags of attempts, or {@code null} for the default
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder observations(ObservationRegistry registry,
			@Nullable SwitchboardRequestObservationConvention requests,
			@Nullable SwitchboardAttemptObservationConvention attempts) {
		this.observationRegistry = registry;
		this.requestConvention = requests;
		this.attemptConvention = attempts;
		return this;
	}

	/**
	 * Sets the time that deadlines and waiting go by.
	 * @param nanoTime monotonic time in nanoseconds
	 * @param scheduler timers, and where waiting streams go on
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder time(LongSupplier nanoTime, Scheduler scheduler) {
		this.nanoTime = nanoTime;
		this.scheduler = scheduler;
		return this;
	}

	/**
	 * Builds the chat model.
	 * @return the chat model
	 */
	public SwitchboardChatModel build() {
		return new SwitchboardChatModel(this);
	}

	private Router requiredRouter() {
		return Objects.requireNonNull(this.router, "router must be set");
	}

	Set<String> models() {
		return requiredRouter().models();
	}

	@Nullable String defaultModel() {
		Set<String> models = models();
		return (this.defaultModel == null && models.size() == 1) ? models.iterator().next() : this.defaultModel;
	}

	SessionIdResolver sessionIds() {
		return this.sessionIdResolver;
	}

	Upstream upstream() {
		Router router = requiredRouter();
		Map<String, ExpectedCompletion> completions = new HashMap<>();
		router.models().forEach((model) -> completions.put(model, new ExpectedCompletion()));
		TokenEstimator estimator = (this.tokenEstimator != null) ? this.tokenEstimator
				: new CharacterTokenEstimator(this.toolCallingManager);
		return new Upstream(router, admissions(router), this.targets, estimator, completions, this.maxAttempts);
	}

	private Admissions admissions(Router router) {
		return (this.onSaturation == OnSaturation.WAIT) ? new WaitQueue(router, this.scheduler, this.capacity)
				: Admissions.immediate(router);
	}

	ToolRunner tools() {
		return new ToolRunner(this.toolCallingManager, this.toolEligibility);
	}

	Observations observations() {
		return new Observations(this.observationRegistry, this.requestConvention, this.attemptConvention);
	}

	Supplier<Deadline> deadlines() {
		Duration length = this.deadline;
		LongSupplier clock = this.nanoTime;
		return () -> new Deadline(length, clock);
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	Runnable disconnect() {
		List<DeploymentClient> connected = List.copyOf(this.clients);
		return () -> disconnect(connected);
	}

	/** Closes every client, whatever the others throw. */
	private static void disconnect(List<DeploymentClient> clients) {
		RuntimeException failure = null;
		for (DeploymentClient client : clients) {
			try {
				client.close();
			}
			catch (RuntimeException | Error ex) {
				if (failure == null) {
					failure = new IllegalStateException("Not every client of a deployment could be closed");
				}
				failure.addSuppressed(ex);
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
