package dev.switchboard.openai;

import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.testing.ConnectorContractTests;
import dev.switchboard.testing.Line;
import org.junit.jupiter.api.Tag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link OpenAiConnector} to Azure OpenAI.
 */
@Tag("slow")
class AzureContractTests extends ConnectorContractTests {

	@Override
	protected DeploymentConnector connector() {
		return Line.azure();
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
