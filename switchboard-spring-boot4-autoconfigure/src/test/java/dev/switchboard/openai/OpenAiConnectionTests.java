package dev.switchboard.openai;

import java.util.List;

import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.testing.ConnectionContractTests;
import org.junit.jupiter.api.Tag;

/**
 * Connections of {@link OpenAiConnector}.
 */
@Tag("slow")
class OpenAiConnectionTests extends ConnectionContractTests {

	@Override
	protected DeploymentConnector connector() {
		return new OpenAiConnector(Api.OPENAI, TokenSource.NONE, List.of());
	}

	@Override
	protected int acquiredConnections(DeploymentConnector connector) {
		return ((OpenAiConnector) connector).acquiredConnections();
	}

}
