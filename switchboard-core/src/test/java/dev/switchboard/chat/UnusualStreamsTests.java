package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.Router;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import dev.switchboard.testing.PlainChatSupport;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Streams from connectors and subscribers that do what Reactor allows and nobody expects.
 */
class UnusualStreamsTests {

	private static final Prompt HI = new Prompt("Hi");

	private static final ChatResponse UNREADABLE = new ChatResponse(List.of(new Generation(null)));

	@Test
	void cancelBeforeOnSubscribeEndsTheAttempt() {
		ChatFixture fixture = new ChatFixture("east");
		fixture.client("east").then((prompt, exchange) -> Flux.<ChatResponse>from((subscriber) -> {
		}));
		Disposable running = fixture.model.stream(HI).subscribe();
		assertThat(fixture.inFlight()).isOne();
		running.dispose();
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void closeAfterShutdownStillReportsIdle() {
		ChatFixture fixture = new ChatFixture("east");
		fixture.client("east").then((prompt, exchange) -> Flux.never());
		Disposable running = fixture.model.stream(HI).subscribe();
		AtomicBoolean idle = new AtomicBoolean();
		fixture.failover.shutdown(() -> idle.set(true));
		fixture.failover.close();
		running.dispose();
		assertThat(idle).isTrue();
	}

	@Test
	void waitEndsWhenTheSchedulerIsShutDown() {
		Scheduler scheduler = Schedulers.newSingle("shut-down");
		Router router = Router.builder()
			.deployments(List.of(new Deployment("east", "gpt", 0, 1, 0, Duration.ofSeconds(10))))
			.onSaturation(OnSaturation.WAIT)
			.build();
		Failover engine = Failover.builder()
			.router(router, new CapacitySignal())
			.onSaturation(OnSaturation.WAIT)
			.scheduler(scheduler)
			.deployment(FakeClient.settings("east", Duration.ofSeconds(60)), new FakeClient("east"),
					List.of(new ModelSettings("gpt", "x", RequestOptions.NONE, Set.of())))
			.build();
		SwitchboardChatModel model = SwitchboardChatModel.builder()
			.failover(engine)
			.support(new PlainChatSupport())
			.build();
		model.stream(HI).blockLast();
		AtomicReference<Throwable> error = new AtomicReference<>();
		model.stream(HI).subscribe((chunk) -> {
		}, error::set);
		scheduler.dispose();
		engine.close();
		assertThat(error.get()).isNotNull();
	}

	@Test
	void unreadableChunkBeforeContentFailsOver() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east").thenAnswer(UNREADABLE, FakeClient.text("a"), FakeClient.finished("tail", 1, 1));
		assertThat(fixture.model.stream(HI).map(UnusualStreamsTests::text).collectList().block())
			.containsExactly("from west");
	}

	@Test
	void unreadableChunkAfterContentEndsTheStream() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east")
			.thenAnswer(FakeClient.text("a"), UNREADABLE, FakeClient.text("b"), FakeClient.finished("tail", 1, 1));
		List<String> seen = new ArrayList<>();
		Throwable error = catchThrowable(
				() -> fixture.model.stream(HI).map(UnusualStreamsTests::text).doOnNext(seen::add).blockLast());
		assertThat(error).isInstanceOf(NullPointerException.class);
		assertThat(seen).containsExactly("a");
	}

	@Test
	void toolCallOfTheSecondChoiceIsAnswered() {
		ChatResponse asking = toolCalls(
				chunk(generation(0, "Hello", "stop"), generation(1, "", "tool_calls", "weather")));
		assertThat(asking.getResult().getOutput().getToolCalls()).hasSize(1);
		assertThat(asking.getResult().getOutput().getText()).isEmpty();
	}

	@Test
	void firstChoiceThatAsksForToolsIsAnswered() {
		ChatResponse asking = toolCalls(chunk(generation(0, "a", "tool_calls", "weather")),
				chunk(generation(1, "b", "tool_calls", "weather")));
		assertThat(asking.getResult().getOutput().getToolCalls()).hasSize(1);
		assertThat(asking.getResult().getOutput().getText()).isEqualTo("a");
	}

	@Test
	void textOfAnotherChoiceIsNotPartOfTheToolRound() {
		ChatResponse asking = toolCalls(chunk(generation(0, "Hello", "stop")),
				chunk(generation(1, "", "tool_calls", "weather")));
		assertThat(asking.getResult().getOutput().getText()).isEmpty();
	}

	/** The response that asks for tools, as the tool loop gets it. */
	private static ChatResponse toolCalls(ChatResponse... chunks) {
		List<ChatResponse> asked = new ArrayList<>();
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.support(new PlainChatSupport() {

			@Override
			public Flux<ChatResponse> stream(Prompt prompt, ChatRounds rounds) {
				return rounds.stream(prompt, (asking) -> {
					asked.add(asking);
					return Flux.just(FakeClient.finished("answered", 1, 1));
				});
			}

		}), "east");
		fixture.client("east").thenAnswer(chunks);
		fixture.model.stream(HI).blockLast();
		assertThat(asked).hasSize(1);
		return asked.get(0);
	}

	private static Generation generation(int index, String text, String finishReason, String... tools) {
		List<AssistantMessage.ToolCall> calls = new ArrayList<>();
		for (String tool : tools) {
			calls.add(new AssistantMessage.ToolCall(tool, "function", tool, "{}"));
		}
		AssistantMessage message = AssistantMessage.builder()
			.content(text)
			.properties(Map.of("index", index))
			.toolCalls(calls)
			.build();
		return new Generation(message, ChatGenerationMetadata.builder().finishReason(finishReason).build());
	}

	private static ChatResponse chunk(Generation... generations) {
		return new ChatResponse(List.of(generations), ChatResponseMetadata.builder().id("id").model("m").build());
	}

	private static String text(ChatResponse chunk) {
		return String.valueOf(chunk.getResult().getOutput().getText());
	}

}
