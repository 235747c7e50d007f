package dev.switchboard.autoconfigure;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Supplies {@code spring.ai.model.chat=switchboard} when deployments are configured, so
 * that the chat models of other starters on the class path stay off. Whoever sets the
 * property wins; embedding, image and audio models are not touched.
 */
final class SwitchboardEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String CHAT_MODEL_PROPERTY = "spring.ai.model.chat";

	/** After the configuration files have been read. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		WrittenConfiguration configuration = WrittenConfiguration.of(environment);
		if (environment.containsProperty(CHAT_MODEL_PROPERTY) || !configuration.isEnabled()
				|| !configuration.definesDeployments()) {
			return;
		}
		environment.getPropertySources()
			.addLast(new MapPropertySource("switchboard", Map.of(CHAT_MODEL_PROPERTY, SwitchboardProperties.PREFIX)));
	}

}
