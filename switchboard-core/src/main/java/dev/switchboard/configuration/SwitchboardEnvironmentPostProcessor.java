package dev.switchboard.configuration;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Adds {@link ChatModelSelection spring.ai.model.chat=switchboard}, so that the chat
 * models of other starters back off when deployments are configured. A value that the
 * application sets takes precedence; embedding, image and audio models are not affected.
 * Also an initializer, because a context may use another environment than the prepared
 * one.
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
