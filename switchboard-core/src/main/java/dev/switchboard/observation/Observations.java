package dev.switchboard.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Starts the observations of calls and streams.
 */
public final class Observations {

	private static final SwitchboardRequestObservationConvention DEFAULT_REQUESTS = new DefaultSwitchboardRequestObservationConvention();

	private static final SwitchboardAttemptObservationConvention DEFAULT_ATTEMPTS = new DefaultSwitchboardAttemptObservationConvention();

	private static final String UNKNOWN_MODEL = "unknown";

	private final ObservationRegistry registry;

	private final @Nullable SwitchboardRequestObservationConvention requests;

	private final @Nullable SwitchboardAttemptObservationConvention attempts;

	public Observations(ObservationRegistry registry, @Nullable SwitchboardRequestObservationConvention requests,
			@Nullable SwitchboardAttemptObservationConvention attempts) {
		this.registry = registry;
		this.requests = requests;
		this.attempts = attempts;
	}

	/**
	 * Starts the observation of one call or one subscription to a stream.
	 * @param model a configured model, or {@code null} if the caller asked for an unknown
	 * one: text from callers must not become a tag
	 * @param parent the observation it belongs to, or {@code null} for the one that is
	 * current on this thread
	 * @return the observation, started; its attempts are its children
	 */
	public RequestObservation request(@Nullable String model, @Nullable Observation parent) {
		SwitchboardRequestContext context = new SwitchboardRequestContext((model != null) ? model : UNKNOWN_MODEL);
		Observation observation = SwitchboardObservation.REQUEST.observation(this.requests, DEFAULT_REQUESTS,
				() -> context, this.registry);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		return new RequestObservation(this,
				GuardedObservation.start(observation, this.registry, () -> context.setOutcome(Outcome.REJECTED)),
				context);
	}

	AttemptObservation attempt(RequestObservation request, Observation parent, SwitchboardAttemptContext context) {
		Observation observation = SwitchboardObservation.ATTEMPT.observation(this.attempts, DEFAULT_ATTEMPTS,
				() -> context, this.registry);
		observation.parentObservation(parent);
		return new AttemptObservation(request,
				GuardedObservation.start(observation, this.registry, () -> context.setOutcome(Outcome.REJECTED)),
				context);
	}

}
