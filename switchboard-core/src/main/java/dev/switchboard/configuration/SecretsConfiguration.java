package dev.switchboard.configuration;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Keeps the configured keys out of the actuator's responses, whichever chat model is
 * selected.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(SanitizingFunction.class)
class SecretsConfiguration {

	@Bean
	SanitizingFunction switchboardKeySanitizer(ConfigurableEnvironment environment) {
		return new KeySanitizer(WrittenConfiguration.of(environment).secrets());
	}

}
