package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ToolRounds}: east is preferred, but west has asked for the tool.
 */
class ToolRoundsTests {

	private final ChatFixture fixture = new ChatFixture("east", "west");

	private final List<Message> conversation = new ArrayList<>(List.of(new UserMessage("What is the weather?")));

	private void westAsksForATool(boolean stream) {
		this.fixture.client("east").thenThrottle(Duration.ofSeconds(5));
		this.fixture.client("west").thenAnswer(FakeClient.toolCalls(10, 5, "weather"));
		AssistantMessage message = last(stream).getResult().getOutput();
		assertThat(message.getToolCalls()).hasSize(1);
		this.conversation.add(message);
		this.fixture.time.advanceTimeBy(Duration.ofSeconds(20));
	}

	private ChatResponse last(boolean stream) {
		Prompt prompt = new Prompt(List.copyOf(this.conversation));
		return stream ? this.fixture.model.stream(prompt).blockLast(Duration.ofSeconds(30))
				: this.fixture.model.call(prompt);
	}

	private void addResults() {
		this.conversation.add(ToolResponseMessage.builder()
			.responses(List.of(new ToolResponseMessage.ToolResponse("call-1", "weather", "sunny")))
			.build());
	}

	private String deployment(boolean stream) {
		return last(stream).getMetadata().get(CallMetadata.DEPLOYMENT);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resultsOfToolsGoWhereTheToolsWereAskedFor(boolean stream) {
		westAsksForATool(stream);
		addResults();
		this.fixture.client("west").thenAnswer(FakeClient.finished("Sunny", 20, 5));

		assertThat(deployment(stream)).isEqualTo("west");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void deploymentThatIsOutIsReplaced(boolean stream) {
		westAsksForATool(stream);
		addResults();
		this.fixture.router.drain("west", null);
		this.fixture.client("east").thenAnswer(FakeClient.finished("Sunny", 20, 5));

		assertThat(deployment(stream)).isEqualTo("east");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void nextTurnIsFree(boolean stream) {
		westAsksForATool(stream);
		addResults();
		this.conversation.add(new AssistantMessage("Sunny"));
		this.conversation.add(new UserMessage("And tomorrow?"));
		this.fixture.client("east").thenAnswer(FakeClient.finished("Rain", 20, 5));

		assertThat(deployment(stream)).isEqualTo("east");
	}

}
