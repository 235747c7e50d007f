package dev.switchboard.chat;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

import dev.switchboard.failover.Deadline;
import dev.switchboard.failover.Failover;
import dev.switchboard.observation.Observations;
import dev.switchboard.observation.SwitchboardAttemptObservationConvention;
import dev.switchboard.observation.SwitchboardRequestObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Builder of {@link SwitchboardChatModel}. The engine and the support for the Spring AI
 * in use are required.
 *
 * @since 0.1.0
 */
public final class SwitchboardChatModelBuilder {

	private @Nullable Failover failover;

	private @Nullable ChatSupport support;

	private @Nullable String defaultModel;

	private Duration deadline = Duration.ofMinutes(15);

	private @Nullable TokenEstimator tokenEstimator;

	private SessionIdResolver sessionIdResolver = new DefaultSessionIdResolver();

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private @Nullable SwitchboardRequestObservationConvention requestConvention;

	private @Nullable SwitchboardAttemptObservationConvention attemptConvention;

	private LongSupplier nanoTime = System::nanoTime;

	SwitchboardChatModelBuilder() {
	}

	/**
	 * Sets the engine that sends the requests.
	 * @param failover the engine
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder failover(Failover failover) {
		this.failover = failover;
		return this;
	}

	/**
	 * Sets what differs between the generations of Spring AI.
	 * @param support the support for the generation in use
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder support(ChatSupport support) {
		this.support = support;
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
	 * Sets the time that deadlines go by.
	 * @param nanoTime monotonic time in nanoseconds
	 * @return this builder
	 */
	public SwitchboardChatModelBuilder nanoTime(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		return this;
	}

	/**
	 * Builds the chat model.
	 * @return the chat model
	 * @throws NullPointerException when engine or support are not set
	 */
	public SwitchboardChatModel build() {
		Failover failover = Objects.requireNonNull(this.failover, "failover must be set");
		ChatSupport support = Objects.requireNonNull(this.support, "support must be set");
		TokenEstimator estimator = (this.tokenEstimator != null) ? this.tokenEstimator
				: new CharacterTokenEstimator(support::toolDefinitions);
		RequestSizes sizes = new RequestSizes(failover.models(), estimator);
		ModelNames models = ModelNames.of(failover.models(), this.defaultModel);
		Observations observations = new Observations(this.observationRegistry, this.requestConvention,
				this.attemptConvention);
		Duration deadline = this.deadline;
		LongSupplier nanoTime = this.nanoTime;
		return new SwitchboardChatModel(failover, support, sizes, models, this.sessionIdResolver, observations,
				() -> new Deadline(deadline, nanoTime));
	}

}
