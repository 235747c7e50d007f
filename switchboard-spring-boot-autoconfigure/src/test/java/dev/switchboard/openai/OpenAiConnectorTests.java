package dev.switchboard.openai;

import java.time.Duration;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.testing.ConnectorContractTests;
import dev.switchboard.testing.TestExchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.ai.model.tool.ToolCallingManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link OpenAiConnector}.
 */
@Tag("slow")
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

	@Test
	void withoutAKeyNothingIsSent() {
		try (OpenAiConnector connector = new OpenAiConnector(ToolCallingManager.builder().build())) {
			DeploymentClient client = connector
				.connect(new DeploymentSettings("fallback", this.server.endpoint(), "", () -> null,
						Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(30)));
			assertThat(catchThrowable(() -> client.call(PROMPT, new TestExchange()))).hasMessageContaining("'fallback'")
				.hasMessageContaining("api-key");
			assertThat(catchThrowable(() -> client.stream(PROMPT, new TestExchange()).blockLast()))
				.hasMessageContaining("'fallback'")
				.hasMessageContaining("api-key");
		}
		assertThat(this.server.requests()).isEmpty();
	}

}
