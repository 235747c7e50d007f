package dev.switchboard.openai;

import java.util.List;

import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.testing.ConnectionContractTests;
import org.junit.jupiter.api.Tag;

import org.springframework.ai.model.tool.ToolCallingManager;

/**
 * Tests for the connections of {@link OpenAiConnector}.
 */
@Tag("slow")
class OpenAiConnectionTests extends ConnectionContractTests {

	@Override
	protected DeploymentConnector connector() {
		return new OpenAiConnector(ToolCallingManager.builder().build(), List.of());
	}

	@Override
	protected int acquiredConnections(DeploymentConnector connector) {
		return ((OpenAiConnector) connector).acquiredConnections();
	}

}
