package dev.switchboard.configuration;

import java.util.HashMap;
import java.util.Map;

import dev.switchboard.routing.Deployment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the router is told of a configured deployment. */
class RoutedDeploymentTests {

	@ParameterizedTest
	@CsvSource({ "azure, false", "openai, true", ", false" })
	void onlyLimitsOfOpenAiRefillAllTheTime(String provider, boolean refills) {
		Map<String, String> properties = new HashMap<>(
				Map.of("switchboard.deployments[0].name", "east", "switchboard.deployments[0].models[0].name", "m"));
		if (provider != null) {
			properties.put("switchboard.deployments[0].provider", provider);
		}
		SwitchboardProperties bound = new Binder(new MapConfigurationPropertySource(properties))
			.bindOrCreate("switchboard", SwitchboardProperties.class);
		assertThat(bound.routed()).singleElement().extracting(Deployment::refills).isEqualTo(refills);
	}

}
