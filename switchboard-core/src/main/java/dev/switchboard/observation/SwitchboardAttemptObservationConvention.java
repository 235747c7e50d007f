package dev.switchboard.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and tags of {@link SwitchboardObservation#ATTEMPT} observations. Define a bean of
 * this type, best a subclass of {@link DefaultSwitchboardAttemptObservationConvention},
 * to change them.
 *
 * @since 0.1.0
 */
public interface SwitchboardAttemptObservationConvention extends ObservationConvention<SwitchboardAttemptContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof SwitchboardAttemptContext;
	}

}
