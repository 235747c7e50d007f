package dev.switchboard.sample;

import dev.switchboard.sample.simulation.SimulatedAzure;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class AzureOrSimulationTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void startsAndStopsTheSimulation() {
		this.environment.setProperty("AZURE_OPENAI_ENDPOINT", "https://example.openai.azure.com");
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
		this.environment.setProperty("AZURE_OPENAI_ENDPOINT", "https://example.openai.azure.com");
		this.environment.setProperty("AZURE_OPENAI_API_KEY", "secret");
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
