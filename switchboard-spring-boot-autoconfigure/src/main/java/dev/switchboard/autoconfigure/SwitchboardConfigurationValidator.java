package dev.switchboard.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops the start when the configuration has problems, before any bean is created, lazy
 * or not. When a native image is built nothing is checked: keys are not there yet.
 */
final class SwitchboardConfigurationValidator implements BeanFactoryPostProcessor {

	private final ConfigurableEnvironment environment;

	SwitchboardConfigurationValidator(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		if (SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
			return;
		}
		List<Problem> problems = ConfigurationCheck.check(this.environment, Surroundings.of(beans));
		if (!problems.isEmpty()) {
			throw new InvalidSwitchboardConfigurationException(problems);
		}
	}

}
