package dev.switchboard.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link AutoConfiguration Auto-configuration} of the warning that deployments are
 * configured but another chat model is selected. It applies when
 * {@link SwitchboardAutoConfiguration} does not.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@Conditional(OnEnabled.class)
public class SwitchboardSelectionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	OtherChatModelWarning switchboardOtherChatModelWarning(ConfigurableEnvironment environment) {
		return new OtherChatModelWarning(environment);
	}

}
