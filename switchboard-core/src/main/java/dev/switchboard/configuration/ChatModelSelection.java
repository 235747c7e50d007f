package dev.switchboard.configuration;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * Sets {@code spring.ai.model.chat=switchboard} when deployments are configured and no
 * other property source sets the property. Evaluated on every read, because tests,
 * initializers and annotations add property sources after the environment has been
 * prepared.
 */
final class ChatModelSelection extends EnumerablePropertySource<Object> {

	static final String PROPERTY = "spring.ai.model.chat";

	/** A unique name: a source replaces the source of the same name. */
	private static final String SOURCE = "switchboardChatModelSelection";

	private static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of(PROPERTY);

	// not passed to the superclass, because Spring Boot would read the environment, too
	private final ConfigurableEnvironment environment;

	ChatModelSelection(ConfigurableEnvironment environment) {
		super(SOURCE);
		this.environment = environment;
	}

	/**
	 * Finds the chat model that the application selects.
	 * @param environment the application's environment
	 * @return the property, or {@code null} when the application does not set it
	 */
	static @Nullable ConfigurationProperty ofApplication(ConfigurableEnvironment environment) {
		List<PropertySource<?>> others = environment.getPropertySources()
			.stream()
			.filter((source) -> !(source instanceof ChatModelSelection))
			.toList();
		for (var source : ConfigurationPropertySources.from(others)) {
			ConfigurationProperty property = source.getConfigurationProperty(NAME);
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	@Override
	public String[] getPropertyNames() {
		return new String[] { PROPERTY };
	}

	@Override
	public boolean containsProperty(String name) {
		return getProperty(name) != null;
	}

	@Override
	public @Nullable Object getProperty(String name) {
		if (!PROPERTY.equals(name) || ofApplication(this.environment) != null) {
			return null;
		}
		WrittenConfiguration configuration = WrittenConfiguration.of(this.environment);
		return (configuration.isEnabled() && configuration.definesDeployments()) ? SwitchboardProperties.PREFIX : null;
	}

}
