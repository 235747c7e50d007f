package dev.switchboard.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * A registry that records nothing, for clients, since Switchboard observes every attempt
 * itself. Unlike {@link ObservationRegistry#NOOP}, with which a client makes an empty
 * observation current, it leaves the attempt's observation current for the application's
 * key providers and policies.
 *
 * @since 0.1.0
 */
public final class NoObservations implements ObservationRegistry {

	private final ObservationConfig withoutHandlers = new ObservationConfig();

	@Override
	public @Nullable Observation getCurrentObservation() {
		return null;
	}

	@Override
	public Observation.@Nullable Scope getCurrentObservationScope() {
		return null;
	}

	@Override
	public void setCurrentObservationScope(Observation.@Nullable Scope current) {
	}

	@Override
	public ObservationConfig observationConfig() {
		return this.withoutHandlers;
	}

}
