package dev.switchboard.configuration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link AutoConfiguration Auto-configuration} for every application, whichever chat
 * model it selects: a warning when deployments are configured but another chat model is
 * used, and the protection of keys.
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
