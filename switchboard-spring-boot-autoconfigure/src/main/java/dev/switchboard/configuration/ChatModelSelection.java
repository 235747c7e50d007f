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
 * Says {@code spring.ai.model.chat=switchboard} as long as deployments are configured and
 * nobody else sets the property. Worked out whenever it is read: tests and initializers
 * add deployments, and annotations add property sources behind this one, after the
 * environment has been prepared.
 */
final class ChatModelSelection extends EnumerablePropertySource<Object> {

	static final String PROPERTY = "spring.ai.model.chat";

	/** Sources replace each other by name: one that an application hardly uses. */
	private static final String SOURCE = "switchboardChatModelSelection";

	private static final ConfigurationPropertyName NAME = ConfigurationPropertyName.of(PROPERTY);

	// not the source's source: Spring Boot would read an environment in there as well
	private final ConfigurableEnvironment environment;

	ChatModelSelection(ConfigurableEnvironment environment) {
		super(SOURCE);
		this.environment = environment;
	}

	/**
	 * What the application itself selects.
	 * @param environment where it is configured
	 * @return the property as the application sets it, or {@code null} when it does not
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
