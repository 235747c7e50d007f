package dev.switchboard.observation;

import dev.switchboard.observation.SwitchboardObservation.Attribute;
import dev.switchboard.observation.SwitchboardObservation.Tag;
import io.micrometer.common.KeyValues;

/**
 * The default {@link SwitchboardRequestObservationConvention}.
 *
 * @since 0.1.0
 */
public class DefaultSwitchboardRequestObservationConvention implements SwitchboardRequestObservationConvention {

	@Override
	public String getName() {
		return SwitchboardObservation.REQUEST.getName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(SwitchboardRequestContext context) {
		KeyValues tags = KeyValues.of(Tag.MODEL.withValue(context.getModel()));
		Outcome outcome = context.getOutcome();
		return (outcome != null) ? tags.and(Tag.OUTCOME.withValue(outcome.tag())) : tags;
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(SwitchboardRequestContext context) {
		if (context.getOutcome() == null) {
			return KeyValues.empty();
		}
		KeyValues attributes = KeyValues.of(Attribute.ATTEMPTS.withValue(Integer.toString(context.getAttempts())));
		Throwable error = context.getError();
		return (error != null) ? attributes.and(Attribute.ERROR_TYPE.withValue(error.getClass().getName()))
				: attributes;
	}

}
