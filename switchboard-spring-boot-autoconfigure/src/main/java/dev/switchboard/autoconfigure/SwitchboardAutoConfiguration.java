package dev.switchboard.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Auto-configuration of the switchboard, and its composition root: read from top to
 * bottom it shows the system.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnProperty(name = "switchboard.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "switchboard", matchIfMissing = true)
@EnableConfigurationProperties(SwitchboardProperties.class)
@Import(SecretsConfiguration.class)
@ImportRuntimeHints(SwitchboardRuntimeHints.class)
public class SwitchboardAutoConfiguration {

	@Bean
	static SwitchboardConfigurationValidator switchboardConfigurationValidator(ConfigurableEnvironment environment) {
		return new SwitchboardConfigurationValidator(environment);
	}

	@Bean
	@ConfigurationPropertiesBinding
	static EmptySectionConverter switchboardEmptySectionConverter() {
		return new EmptySectionConverter();
	}

}
