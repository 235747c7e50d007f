package dev.switchboard.configuration;

import java.util.stream.Collectors;

import dev.switchboard.actuate.KnownArgumentsAdvisor;
import dev.switchboard.actuate.SwitchboardEndpoint;
import dev.switchboard.actuate.SwitchboardMeters;
import dev.switchboard.actuate.SwitchboardWebEndpointExtension;
import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.observation.DefaultSwitchboardAttemptObservationConvention;
import dev.switchboard.observation.SwitchboardAttemptObservationConvention;
import dev.switchboard.routing.Router;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;

/**
 * {@link AutoConfiguration Auto-configuration} of endpoint, meters and observations.
 *
 * @since 0.1.0
 */
// by name: in either generation of Spring Boot
@AutoConfiguration(afterName = { "dev.switchboard.autoconfigure.SwitchboardAutoConfiguration",
		"org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration" })
@ConditionalOnBean(value = Router.class, search = SearchStrategy.CURRENT)
public class SwitchboardActuatorAutoConfiguration {

	/** Guards the actuator's conditions, which cannot be read without the actuator. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointsConfiguration {

		@Configuration(proxyBeanMethods = false)
		@ConditionalOnAvailableEndpoint(endpoint = SwitchboardEndpoint.class)
		static class EndpointConfiguration {

			@Bean
			@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
			SwitchboardEndpoint switchboardEndpoint(Router router) {
				return new SwitchboardEndpoint(router);
			}

			@Bean
			@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
			SwitchboardWebEndpointExtension switchboardWebEndpointExtension(SwitchboardEndpoint endpoint) {
				return new SwitchboardWebEndpointExtension(endpoint);
			}

			@Bean
			@ConditionalOnMissingBean
			KnownArgumentsAdvisor switchboardKnownArgumentsAdvisor() {
				return new KnownArgumentsAdvisor();
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnSingleCandidate(MeterRegistry.class)
	static class MeterConfiguration {

		@Bean
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		SwitchboardMeters switchboardMeters(MeterRegistry registry) {
			return new SwitchboardMeters(registry);
		}

		// the router needs its listener before the listener can read the router
		@Bean
		SmartInitializingSingleton switchboardMetersBinding(SwitchboardMeters meters, Router router) {
			return () -> meters.bind(router);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(value = SwitchboardProperties.class, search = SearchStrategy.CURRENT)
	static class ObservationConfiguration {

		@Bean
		@Fallback
		@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
		SwitchboardAttemptObservationConvention switchboardAttemptObservationConvention(
				SwitchboardProperties properties) {
			return new DefaultSwitchboardAttemptObservationConvention(properties.deployments()
				.stream()
				.collect(Collectors.toMap(DeploymentProperties::name, ObservationConfiguration::provider)));
		}

		// the names in OpenTelemetry's conventions for generative AI
		private static String provider(DeploymentProperties deployment) {
			return (deployment.provider() == Provider.AZURE) ? "azure.ai.openai" : "openai";
		}

	}

}
