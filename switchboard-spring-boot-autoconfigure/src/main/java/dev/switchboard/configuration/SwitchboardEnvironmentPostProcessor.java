package dev.switchboard.configuration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Supplies {@link ChatModelSelection spring.ai.model.chat=switchboard} when deployments
 * are configured, so that the chat models of other starters on the class path stay off.
 * Whoever sets the property wins; embedding, image and audio models are not touched. The
 * context's environment is supplied too: it may be another one than was prepared.
 */
final class SwitchboardEnvironmentPostProcessor
		implements EnvironmentPostProcessor, ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	/** After the configuration files have been read. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new ChatModelSelection(environment));
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addLast(new ChatModelSelection(context.getEnvironment()));
	}

}
