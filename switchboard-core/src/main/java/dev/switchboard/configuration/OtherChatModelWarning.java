package dev.switchboard.configuration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Warns once, at start, when deployments are configured but
 * {@value ChatModelSelection#PROPERTY} selects another chat model.
 *
 * @param environment the environment that has both properties
 */
record OtherChatModelWarning(ConfigurableEnvironment environment) implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(OtherChatModelWarning.class);

	@Override
	public void afterSingletonsInstantiated() {
		ConfigurationProperty selection = ChatModelSelection.ofApplication(this.environment);
		String selected = this.environment.getProperty(ChatModelSelection.PROPERTY);
		if (selection == null || SwitchboardProperties.PREFIX.equalsIgnoreCase(selected)
				|| !WrittenConfiguration.of(this.environment).definesDeployments()) {
			return;
		}
		logger.warn(
				"Deployments are configured under 'switchboard', but '{}' is '{}' (at {}), so the switchboard's chat "
						+ "model is not used. To use it, remove that property or set it to 'switchboard'; to use the "
						+ "other one without this warning, set 'switchboard.enabled' to false",
				ChatModelSelection.PROPERTY, selected, Origin.from(selection));
	}

}
