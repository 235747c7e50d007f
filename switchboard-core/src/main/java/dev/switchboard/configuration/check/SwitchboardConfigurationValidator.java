package dev.switchboard.configuration.check;

import java.util.List;

import dev.switchboard.configuration.ApplicationFeatures;
import dev.switchboard.configuration.SwitchboardProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryInitializer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.InstantiationAwareBeanPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops the start when the configuration has problems, lazy initialization or not: before
 * singletons are created, when tests have registered their properties, or earlier if
 * something wants the properties earlier, a filter of the web server for instance. When a
 * native image is built neither happens: keys are not there yet.
 */
final class SwitchboardConfigurationValidator
		implements BeanFactoryInitializer<ListableBeanFactory>, InstantiationAwareBeanPostProcessor {

	private final ConfigurableEnvironment environment;

	private final ConfigurableListableBeanFactory beans;

	SwitchboardConfigurationValidator(ConfigurableEnvironment environment, ConfigurableListableBeanFactory beans) {
		this.environment = environment;
		this.beans = beans;
	}

	@Override
	public void initialize(ListableBeanFactory beanFactory) {
		validate();
	}

	@Override
	public @Nullable Object postProcessBeforeInstantiation(Class<?> type, String name) {
		if (type == SwitchboardProperties.class) {
			validate();
		}
		return null;
	}

	private void validate() {
		List<Problem> problems = ConfigurationCheck.check(this.environment, ApplicationFeatures.of(this.beans));
		if (!problems.isEmpty()) {
			throw new InvalidSwitchboardConfigurationException(problems);
		}
	}

}
