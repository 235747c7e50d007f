package dev.switchboard.azure;

import java.util.List;

import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.testing.ConnectionContractTests;
import org.junit.jupiter.api.Tag;

import org.springframework.ai.model.tool.ToolCallingManager;

/**
 * Tests for the connections of {@link AzureOpenAiConnector}.
 */
@Tag("slow")
class AzureConnectionTests extends ConnectionContractTests {

	@Override
	protected DeploymentConnector connector() {
		return new AzureOpenAiConnector(ToolCallingManager.builder().build(), TokenSource.NONE, List.of(), List.of());
	}

	@Override
	protected int acquiredConnections(DeploymentConnector connector) {
		return ((AzureOpenAiConnector) connector).acquiredConnections();
	}

}
