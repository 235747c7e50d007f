package dev.switchboard.autoconfigure;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps keys out of the actuator's answers.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(SanitizingFunction.class)
class SecretsConfiguration {

	@Bean
	SanitizingFunction switchboardKeySanitizer(SwitchboardProperties properties) {
		return new KeySanitizer(properties.apiKeys().values());
	}

}
