package dev.switchboard.tools;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.ai.tool.metadata.ToolMetadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolLoopTests {

	private final AtomicInteger toolRuns = new AtomicInteger();

	private final AtomicReference<Map<String, Object>> toolContext = new AtomicReference<>();

	@Test
	void runsToolsBetweenRoundsAndSumsTheUsage() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east",
				"west");
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));
		fixture.client("east").thenAnswer(FakeClient.finished("sunny", 150, 20));

		ChatResponse response = fixture.model.call(toolPrompt(Map.of()));

		assertThat(response.getResult().getOutput().getText()).isEqualTo("sunny");
		assertThat(this.toolRuns).hasValue(1);
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(250);
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(30);
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(2);
		assertThat(fixture.snapshot("east").requests()).isEqualTo(2);
		assertThat(fixture.snapshot("east").tokens()).isEqualTo(280);
		List<Prompt> prompts = fixture.client("east").prompts();
		assertThat(prompts.get(1).getInstructions()).hasSize(3);
		assertThat(prompts.get(1).getInstructions().get(1)).isInstanceOf(AssistantMessage.class);
		assertThat(prompts.get(1).getInstructions().get(2)).isInstanceOf(ToolResponseMessage.class);
	}

	@Test
	void neverRunsAToolTwiceBecauseOfAFailover() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east",
				"west");
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather")).thenFail(503);

		ChatResponse response = fixture.model.call(toolPrompt(Map.of()));

		assertThat(response.getResult().getOutput().getText()).isEqualTo("from west");
		assertThat(this.toolRuns).hasValue(1);
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(3);
	}

	@Test
	void staysOnOneDeploymentForAllRoundsWhileItIsAvailable() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east",
				"west");
		fixture.client("east").thenFail(500);
		fixture.client("west").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));

		ChatResponse response = fixture.model.call(toolPrompt(Map.of()));

		assertThat(response.getResult().getOutput().getText()).as("east is better, west has the prompt cache")
			.isEqualTo("from west");
	}

	@Test
	void removesSessionIdFromToolContext() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east",
				"west");
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));
		Prompt prompt = toolPrompt(Map.of("switchboard.session-id", "s", "tenant", "t1"));

		ChatResponse response = fixture.model.call(prompt);

		assertThat(response.getMetadata().<String>get("switchboard.affinity")).isEqualTo("kept");
		assertThat(this.toolContext.get()).containsEntry("tenant", "t1").doesNotContainKey("switchboard.session-id");
		assertThat(((ToolCallingChatOptions) prompt.getOptions()).getToolContext())
			.containsEntry("switchboard.session-id", "s");
	}

	@Test
	void leavesToolCallsToTheCallerWhenAskedTo() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east");
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));
		ToolCallingChatOptions options = ToolCallingChatOptions.builder()
			.toolCallbacks(weather(false))
			.internalToolExecutionEnabled(false)
			.build();

		ChatResponse response = fixture.model.call(new Prompt("Hi", options));

		assertThat(response.hasToolCalls()).isTrue();
		assertThat(this.toolRuns).hasValue(0);
	}

	@Test
	void returnsDirectlyWhatAToolReturnsDirectly() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new SpringAi1ChatSupport()), "east");
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));
		fixture.client("east").thenAnswer(FakeClient.toolCalls(100, 10, "weather"));
		Prompt prompt = new Prompt("Hi", ToolCallingChatOptions.builder().toolCallbacks(weather(true)).build());

		assertThat(fixture.model.call(prompt).getResult().getOutput().getText()).isEqualTo("\"sunny\"");
		List<ChatResponse> streamed = fixture.model.stream(prompt).collectList().block();

		assertThat(streamed).singleElement()
			.satisfies((chunk) -> assertThat(chunk.getResult().getOutput().getText()).isEqualTo("\"sunny\""))
			.satisfies((chunk) -> assertThat(chunk.getMetadata().getUsage().getTotalTokens()).isEqualTo(110));
		assertThat(fixture.client("east").prompts()).hasSize(2);
	}

	@Test
	void doesNotBeginARoundAfterTheDeadline() {
		ChatFixture fixture = new ChatFixture(60,
				(builder) -> builder.support(new SpringAi1ChatSupport()).deadline(Duration.ofSeconds(2)), "east");
		fixture.client("east").then((prompt, exchange) -> {
			fixture.advance(Duration.ofSeconds(3));
			return Flux.just(FakeClient.toolCalls(1, 1, "weather"));
		});

		assertThatExceptionOfType(DeadlineExceededException.class)
			.isThrownBy(() -> fixture.model.call(toolPrompt(Map.of())));
		assertThat(fixture.client("east").prompts()).hasSize(1);
	}

	private Prompt toolPrompt(Map<String, Object> context) {
		return new Prompt("How is the weather?",
				ToolCallingChatOptions.builder().toolCallbacks(weather(false)).toolContext(context).build());
	}

	private ToolCallback weather(boolean returnDirect) {
		return FunctionToolCallback.builder("weather", (Map<String, Object> input, ToolContext context) -> {
			this.toolRuns.incrementAndGet();
			this.toolContext.set(context.getContext());
			return "sunny";
		}).inputType(Map.class).toolMetadata(ToolMetadata.builder().returnDirect(returnDirect).build()).build();
	}

}
