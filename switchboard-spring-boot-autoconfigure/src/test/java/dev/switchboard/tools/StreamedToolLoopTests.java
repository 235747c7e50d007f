package dev.switchboard.tools;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.IncompleteStreamException;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class StreamedToolLoopTests {

	@Test
	void countsTheChunksOfAllRoundsInAnIncompleteStream() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east");
		fixture.client("east").thenAnswer(FakeClient.text("Let me see. "), FakeClient.toolCalls(1, 1, "weather"));
		fixture.client("east").thenAnswer(FakeClient.text("It is"));
		ToolCallingChatOptions options = ToolCallingChatOptions.builder()
			.toolCallbacks(FunctionToolCallback.builder("weather", (Map<String, Object> input) -> "sunny")
				.inputType(Map.class)
				.build())
			.build();

		StepVerifier.create(fixture.model.stream(new Prompt("Hi", options)))
			.expectNextCount(2)
			.verifyErrorSatisfies((error) -> assertThat(((IncompleteStreamException) error).getChunks()).isEqualTo(2));
	}

	@Test
	void runsToolsBetweenRoundsWithTheSubscribersContext() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east",
				"west");
		fixture.client("east").thenAnswer(FakeClient.text("Let me see. "), FakeClient.toolCalls(100, 10, "weather"));
		fixture.client("east").thenFail(503);
		fixture.client("west").thenAnswer(FakeClient.text("sunny"), FakeClient.finished("", 150, 20));
		AtomicInteger runs = new AtomicInteger();
		List<String> seen = new CopyOnWriteArrayList<>();
		ToolCallingChatOptions options = ToolCallingChatOptions.builder()
			.toolCallbacks(FunctionToolCallback.builder("weather", (Map<String, Object> input) -> {
				runs.incrementAndGet();
				seen.add(MDC.get("tenant") + " " + Schedulers.isInNonBlockingThread());
				return "sunny";
			}).inputType(Map.class).build())
			.build();

		MDC.put("tenant", "t1");
		List<ChatResponse> chunks;
		try {
			chunks = fixture.model.stream(new Prompt("Hi", options)).collectList().block();
		}
		finally {
			MDC.remove("tenant");
		}

		assertThat(text(chunks)).isEqualTo("Let me see. sunny");
		assertThat(runs).hasValue(1);
		assertThat(seen).containsExactly("t1 false");
		ChatResponse last = chunks.get(chunks.size() - 1);
		assertThat(last.getMetadata().getUsage().getTotalTokens()).isEqualTo(280);
		assertThat(last.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(3);
		assertThat(chunks.get(0).getMetadata().getUsage().getTotalTokens()).isZero();
	}

	@Test
	void passesOnToolCallsForTheCaller() {
		ChatFixture fixture = new ChatFixture(60,
				(builder) -> builder.support(
						new SpringAi1ChatSupport(ToolCallingManager.builder().build(), (prompt, response) -> false)),
				"east");
		fixture.client("east").thenAnswer(FakeClient.text("Let me see. "), FakeClient.toolCalls(100, 10, "weather"));

		List<ChatResponse> chunks = fixture.model.stream(new Prompt("Hi")).collectList().block();

		ChatResponse last = chunks.get(chunks.size() - 1);
		assertThat(last.hasToolCalls()).isTrue();
		assertThat(last.getMetadata().getUsage().getTotalTokens()).isEqualTo(110);
	}

	@Test
	void toolsOfTheSameNameAreRefused() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east");
		ToolCallingChatOptions options = ToolCallingChatOptions.builder().toolCallbacks(weather(), weather()).build();

		assertThatIllegalStateException().isThrownBy(() -> fixture.model.call(new Prompt("Hi", options)))
			.withMessageContaining("weather");
		assertThat(fixture.client("east").prompts()).isEmpty();
	}

	@Test
	void callersToolCallsAreStreamedToIt() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east");
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));
		ToolCallingChatOptions options = ToolCallingChatOptions.builder()
			.toolCallbacks(weather())
			.internalToolExecutionEnabled(false)
			.build();

		List<ChatResponse> chunks = fixture.model.stream(new Prompt("Hi", options)).collectList().block();

		assertThat(chunks).singleElement().satisfies((chunk) -> {
			assertThat(chunk.hasToolCalls()).isTrue();
			assertThat(chunk.getMetadata().getUsage().getTotalTokens()).isEqualTo(110);
		});
	}

	private static String text(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		chunks.forEach((chunk) -> text.append(chunk.getResult().getOutput().getText()));
		return text.toString();
	}

	private static ToolCallback weather() {
		return FunctionToolCallback.builder("weather", (Map<String, Object> input) -> "sunny")
			.inputType(Map.class)
			.build();
	}

}
