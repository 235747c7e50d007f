package dev.switchboard.sample;

import dev.switchboard.sample.simulation.SimulatedAzure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The lines that tell a newcomer where to go.
 */
@Component
class WhereToLook {

	private final ObjectProvider<SimulatedAzure> simulation;

	WhereToLook(ObjectProvider<SimulatedAzure> simulation) {
		this.simulation = simulation;
	}

	@EventListener
	void print(ApplicationStartedEvent event) {
		String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
		String url = "http://localhost:" + port;
		SimulatedAzure azure = this.simulation.getIfAvailable();
		System.out.println("""

				Switchboard sample, on %s
				  %s/                      chat and board
				  %s/actuator/health       health
				  %s/actuator/switchboard  deployments
				  %s/actuator/prometheus   meters
				  curl %s/chat -H 'Content-Type: application/json' -d '{"message": "Hello", "sessionId": "me"}'
				  curl -N '%s/chat/stream?message=Hello'
				""".formatted(
				(azure != null) ? "three simulated deployments" : "the deployments of AZURE_OPENAI_ENDPOINT", url, url,
				url, url, url, url));
	}

}
