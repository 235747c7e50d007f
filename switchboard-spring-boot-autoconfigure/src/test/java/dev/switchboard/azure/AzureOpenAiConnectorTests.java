package dev.switchboard.azure;

import java.util.List;

import dev.switchboard.chat.DeploymentConnector;
import dev.switchboard.testing.ConnectorContractTests;
import dev.switchboard.testing.ReceivedRequest;

import org.springframework.ai.model.tool.ToolCallingManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AzureOpenAiConnector}.
 */
class AzureOpenAiConnectorTests extends ConnectorContractTests {

	@Override
	protected DeploymentConnector connector() {
		return new AzureOpenAiConnector(ToolCallingManager.builder().build(), () -> {
			throw new IllegalStateException("No credential");
		}, List.of());
	}

	@Override
	protected String expectedPath(String prefix) {
		return prefix + "/openai/deployments/mini-deployment/chat/completions?api-version=2024-10-21";
	}

	@Override
	protected void assertKey(ReceivedRequest request, String key) {
		assertThat(request.header("api-key")).isEqualTo(key);
	}

}
