package dev.switchboard.integration;

import java.util.function.Supplier;

import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.testing.Line;

/**
 * The providers, which all promise the same.
 */
enum Provider {

	AZURE(Line::azure), OPENAI(Line::openAi);

	private final Supplier<DeploymentConnector> connector;

	Provider(Supplier<DeploymentConnector> connector) {
		this.connector = connector;
	}

	DeploymentConnector connector() {
		return this.connector.get();
	}

}
