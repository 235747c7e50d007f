package dev.switchboard.configuration;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Keeps keys out of the actuator's answers, whichever chat model is selected: they are
 * configured all the same.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(SanitizingFunction.class)
class SecretsConfiguration {

	@Bean
	SanitizingFunction switchboardKeySanitizer(ConfigurableEnvironment environment) {
		return new KeySanitizer(WrittenConfiguration.of(environment).apiKeys());
	}

}
