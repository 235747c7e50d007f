package dev.switchboard.sample;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.switchboard.sample.simulation.Pace;
import dev.switchboard.sample.simulation.SimulatedAzure;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * The choice between real deployments and simulated ones, made before any configuration
 * is read: it supplies {@code azure.<deployment>.endpoint} and {@code azure.key}, which
 * the configuration of the switchboard refers to.
 */
class AzureOrSimulation implements ApplicationContextInitializer<GenericApplicationContext> {

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		String endpoint = environment.getProperty("AZURE_OPENAI_ENDPOINT");
		String key = environment.getProperty("AZURE_OPENAI_API_KEY");
		Map<String, Object> azure = new LinkedHashMap<>();
		if (endpoint != null && key != null) {
			azure.put("azure.key", key);
			for (String deployment : new String[] { "east", "west", "south" }) {
				azure.put("azure." + deployment + ".endpoint", endpoint);
			}
		}
		else {
			SimulatedAzure simulation = new SimulatedAzure(pace(environment), System::nanoTime);
			// an object, not a definition: what is built ahead of time starts without it
			String name = SimulatedAzure.class.getName();
			context.getDefaultListableBeanFactory().registerSingleton(name, simulation);
			context.getDefaultListableBeanFactory().registerDisposableBean(name, simulation::close);
			azure.put("azure.key", SimulatedAzure.API_KEY);
			simulation.deployments()
				.forEach((region, deployment) -> azure.put("azure." + region + ".endpoint", deployment.endpoint()));
		}
		environment.getPropertySources().addFirst(new MapPropertySource("azure", azure));
	}

	private static Pace pace(ConfigurableEnvironment environment) {
		Duration eachWord = environment.getProperty("simulation.word-interval", Duration.class);
		return (eachWord != null) ? new Pace(eachWord, eachWord) : Pace.NATURAL;
	}

}
