package dev.switchboard.openai;

import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.testing.ConnectionContractTests;
import org.junit.jupiter.api.Tag;

/**
 * Connections of {@link OpenAiConnector} to Azure OpenAI.
 */
@Tag("slow")
class AzureConnectionTests extends ConnectionContractTests {

	@Override
	protected DeploymentConnector connector() {
		return new OpenAiConnector(Api.AZURE);
	}

	@Override
	protected int acquiredConnections(DeploymentConnector connector) {
		return ((OpenAiConnector) connector).acquiredConnections();
	}

}
