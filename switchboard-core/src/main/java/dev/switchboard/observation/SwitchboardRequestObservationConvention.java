package dev.switchboard.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link SwitchboardObservation#REQUEST} observations. Define a bean of
 * this type, best a subclass of {@link DefaultSwitchboardRequestObservationConvention},
 * to change them.
 *
 * @since 0.1.0
 */
public interface SwitchboardRequestObservationConvention extends ObservationConvention<SwitchboardRequestContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof SwitchboardRequestContext;
	}

}
