package dev.switchboard.openai;

import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.testing.ConnectorContractTests;
import dev.switchboard.testing.Line;
import org.junit.jupiter.api.Tag;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link OpenAiConnector} to OpenAI.
 */
@Tag("slow")
class OpenAiContractTests extends ConnectorContractTests {

	@Override
	protected DeploymentConnector connector() {
		return Line.openAi();
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
