package dev.switchboard.configuration.check;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Checks the configuration before any bean is made of it.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
@ImportRuntimeHints(SwitchboardRuntimeHints.class)
public class ConfigurationCheckConfiguration {

	@Bean
	static SwitchboardConfigurationValidator switchboardConfigurationValidator(ConfigurableEnvironment environment,
			ConfigurableListableBeanFactory beans) {
		return new SwitchboardConfigurationValidator(environment, beans);
	}

	@Bean
	@ConfigurationPropertiesBinding
	static EmptySectionConverter switchboardEmptySectionConverter() {
		return new EmptySectionConverter();
	}

}
