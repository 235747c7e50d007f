package dev.switchboard.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The registry for clients whose own observations nobody wants, since the switchboard
 * observes every attempt. Unlike {@link ObservationRegistry#NOOP}, under which a client
 * makes an empty observation current, it leaves the attempt's in place: providers of keys
 * and policies of the application's own see it.
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
