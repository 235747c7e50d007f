package dev.switchboard.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link AutoConfiguration Auto-configuration} of what applies even if
 * {@link SwitchboardAutoConfiguration} does not, since another chat model is selected: a
 * warning when deployments are configured, and the protection of their keys.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Conditional(OnEnabled.class)
@Import(SecretsConfiguration.class)
public class SwitchboardSelectionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OtherChatModelWarning switchboardOtherChatModelWarning(ConfigurableEnvironment environment) {
		return new OtherChatModelWarning(environment);
	}

}
