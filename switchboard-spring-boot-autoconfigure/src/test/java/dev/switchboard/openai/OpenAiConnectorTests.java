package dev.switchboard.openai;

import dev.switchboard.chat.DeploymentConnector;
import dev.switchboard.testing.ConnectorContractTests;
import dev.switchboard.testing.ReceivedRequest;

import org.springframework.ai.model.tool.ToolCallingManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OpenAiConnector}.
 */
class OpenAiConnectorTests extends ConnectorContractTests {

	@Override
	protected DeploymentConnector connector() {
		return new OpenAiConnector(ToolCallingManager.builder().build());
	}

	@Override
	protected String expectedPath(String prefix) {
		return prefix + "/v1/chat/completions";
	}

	@Override
	protected void assertKey(ReceivedRequest request, String key) {
		assertThat(request.header("authorization")).isEqualTo("Bearer " + key);
	}

}
