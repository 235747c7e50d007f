package dev.switchboard.autoconfigure;

import dev.switchboard.actuate.SwitchboardHealth;
import dev.switchboard.routing.Router;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} of the health indicator, in the module
 * that Spring Boot 4 has for health.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SwitchboardAutoConfiguration.class)
@ConditionalOnBean(value = Router.class, search = SearchStrategy.CURRENT)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
public class SwitchboardHealthAutoConfiguration {

	private static Health health(SwitchboardHealth health) {
		return Health.status(health.status()).withDetails(health.details()).build();
	}

	/** Its condition cannot be read without the health module. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("switchboard")
	static class Enabled {

		@Bean
		@ConditionalOnMissingBean(name = "switchboardHealthIndicator", search = SearchStrategy.CURRENT)
		HealthIndicator switchboardHealthIndicator(Router router) {
			return () -> health(SwitchboardHealth.of(router));
		}

	}

}
