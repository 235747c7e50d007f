package dev.switchboard.openai;

import java.util.List;

import dev.switchboard.azure.TokenSource;
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
		return new OpenAiConnector(Api.AZURE, TokenSource.NONE, List.of());
	}

	@Override
	protected int acquiredConnections(DeploymentConnector connector) {
		return ((OpenAiConnector) connector).acquiredConnections();
	}

}
