package dev.switchboard.openai;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
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
		return new OpenAiConnector(ToolCallingManager.builder().build(), List.of());
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
	void customizersAreAppliedInTheirOrder() {
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		List<String> names = new ArrayList<>();
		try (OpenAiConnector connector = new OpenAiConnector(ToolCallingManager.builder().build(),
				List.of((name, client) -> {
					names.add("first " + name);
					return client.headers((headers) -> headers.set("x-custom", "one"));
				}, (name, client) -> {
					names.add("second " + name);
					return client.headers((headers) -> headers.set("x-custom", "two"));
				}))) {
			Duration timeout = Duration.ofSeconds(30);
			connector
				.connect(new DeploymentSettings("east", this.server.endpoint(), "", () -> "key", timeout, timeout,
						timeout, timeout))
				.call(PROMPT, new TestExchange());
		}
		assertThat(names).containsExactly("first east", "second east");
		assertThat(this.server.requests().get(0).header("x-custom")).isEqualTo("two");
	}

	@Test
	void aCustomizerThatReturnsNullNamesTheDeployment() {
		Duration timeout = Duration.ofSeconds(30);
		DeploymentSettings east = new DeploymentSettings("east", this.server.endpoint(), "", () -> "key", timeout,
				timeout, timeout, timeout);
		try (OpenAiConnector connector = new OpenAiConnector(ToolCallingManager.builder().build(),
				List.of((name, client) -> null))) {
			assertThat(catchThrowable(() -> connector.connect(east))).hasMessageContaining("HttpClientCustomizer")
				.hasMessageContaining("'east'");
		}
	}

	@Test
	void withoutAKeyNothingIsSent() {
		try (OpenAiConnector connector = new OpenAiConnector(ToolCallingManager.builder().build(), List.of())) {
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
