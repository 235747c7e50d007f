package dev.switchboard.sample;

import java.util.HashMap;
import java.util.Map;

import dev.switchboard.sample.simulation.SimulatedAzure;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class AzureOrSimulationTests {

	private final Map<String, Object> properties = new HashMap<>();

	private final ConfigurableEnvironment environment = new StandardEnvironment();

	AzureOrSimulationTests() {
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", this.properties));
	}

	@Test
	void startsAndStopsTheSimulation() {
		this.properties.put("AZURE_OPENAI_ENDPOINT", "https://example.openai.azure.com");
		SimulatedAzure simulation;
		try (GenericApplicationContext context = initialize()) {
			simulation = context.getBean(SimulatedAzure.class);
			assertThat(this.environment.getProperty("azure.east.endpoint"))
				.isEqualTo(simulation.deployments().get("east").endpoint());
			assertThat(this.environment.getProperty("azure.west.endpoint"))
				.isEqualTo(simulation.deployments().get("west").endpoint());
			assertThat(this.environment.getProperty("azure.south.endpoint"))
				.isEqualTo(simulation.deployments().get("south").endpoint());
			assertThat(this.environment.getProperty("azure.key")).isEqualTo(SimulatedAzure.API_KEY);
			assertThat(simulation.isRunning()).isTrue();
		}
		assertThat(simulation.isRunning()).isFalse();
	}

	@Test
	void usesRealResourceWhenConfigured() {
		this.properties.put("AZURE_OPENAI_ENDPOINT", "https://example.openai.azure.com");
		this.properties.put("AZURE_OPENAI_API_KEY", "secret");
		try (GenericApplicationContext context = initialize()) {
			assertThat(context.getBeanNamesForType(SimulatedAzure.class)).isEmpty();
			assertThat(this.environment.getProperty("azure.east.endpoint"))
				.isEqualTo("https://example.openai.azure.com")
				.isEqualTo(this.environment.getProperty("azure.west.endpoint"))
				.isEqualTo(this.environment.getProperty("azure.south.endpoint"));
			assertThat(this.environment.getProperty("azure.key")).isEqualTo("secret");
		}
	}

	private GenericApplicationContext initialize() {
		GenericApplicationContext context = new GenericApplicationContext();
		context.setEnvironment(this.environment);
		new AzureOrSimulation().initialize(context);
		context.refresh();
		return context;
	}

}
