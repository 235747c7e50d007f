package dev.switchboard.configuration;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Condition that {@code switchboard.enabled} is not false. A value that is neither true
 * nor false, or a placeholder without a value, matches, so that the check reports it.
 */
public final class OnEnabled extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Switchboard");
		boolean enabled = !(context.getEnvironment() instanceof ConfigurableEnvironment environment)
				|| WrittenConfiguration.of(environment).isEnabled();
		return new ConditionOutcome(enabled,
				message.because(enabled ? "switchboard.enabled is not false" : "switchboard.enabled is false"));
	}

}
