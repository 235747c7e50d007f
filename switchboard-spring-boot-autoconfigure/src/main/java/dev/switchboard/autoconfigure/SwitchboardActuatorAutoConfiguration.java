package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.ActuatorConfiguration;
import dev.switchboard.routing.Router;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} of health, endpoint, meters and
 * observations.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SwitchboardAutoConfiguration.class, afterName = {
		"org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration" })
@Import(ActuatorConfiguration.class)
public class SwitchboardActuatorAutoConfiguration {

	/** Guards the actuator's condition, which cannot be read without the actuator. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	@ConditionalOnBean(value = Router.class, search = SearchStrategy.CURRENT)
	static class ActuatorPresent {

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnEnabledHealthIndicator("switchboard")
		static class HealthConfiguration {

			@Bean
			@ConditionalOnMissingBean(name = "switchboardHealthIndicator", search = SearchStrategy.CURRENT)
			SwitchboardHealthIndicator switchboardHealthIndicator(Router router) {
				return new SwitchboardHealthIndicator(router);
			}

		}

	}

}
