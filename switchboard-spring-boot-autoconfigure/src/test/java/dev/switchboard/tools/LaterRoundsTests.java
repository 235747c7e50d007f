package dev.switchboard.tools;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.routing.OnSaturation;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the deadline means to the rounds of a stream after the first. */
class LaterRoundsTests {

	private static final Duration DEADLINE = Duration.ofSeconds(20);

	private final ChatFixture fixture = new ChatFixture(60, OnSaturation.WAIT,
			(builder) -> builder.support(new SpringAi1ChatSupport()).deadline(DEADLINE), "east");

	private final AtomicLong tasksAtToolRun = new AtomicLong();

	@Test
	void waitForADeploymentForAsLongAsTheFirstMay() {
		AtomicReference<Duration> timeout = new AtomicReference<>();
		this.fixture.client("east").then((prompt, exchange) -> asksForATool(Duration.ofSeconds(30)));
		this.fixture.client("east").then((prompt, exchange) -> {
			timeout.set(exchange.timeout());
			return Flux.just(FakeClient.finished("sunny", 1, 1));
		});

		CompletableFuture<List<ChatResponse>> answer = stream(() -> coolDown(Duration.ofSeconds(15)));
		waits(answer);
		this.fixture.advance(Duration.ofSeconds(16));

		assertThat(answer).succeedsWithin(Duration.ofSeconds(30));
		assertThat(timeout).as("the deployment's, not the deadline").hasValue(Duration.ofSeconds(60));
	}

	private Flux<ChatResponse> asksForATool(Duration after) {
		return Flux.just(FakeClient.text("Let me see. ")).concatWith(Flux.defer(() -> {
			this.fixture.advance(after);
			return Flux.just(FakeClient.toolCalls(1, 1, "weather"));
		}));
	}

	private CompletableFuture<List<ChatResponse>> stream(Runnable tool) {
		ToolCallingChatOptions options = ToolCallingChatOptions.builder()
			.toolCallbacks(FunctionToolCallback.builder("weather", (Map<String, Object> input) -> {
				tool.run();
				this.tasksAtToolRun.set(this.fixture.time.getScheduledTaskCount());
				return "sunny";
			}).inputType(Map.class).build())
			.build();
		return this.fixture.model.stream(new Prompt("How is the weather?", options)).collectList().toFuture();
	}

	private void coolDown(Duration duration) {
		this.fixture.router.coolDown("east", null, duration);
	}

	// a request that waits has set two alarms: its deadline, and the end of the cooldown
	private void waits(CompletableFuture<?> answer) {
		await().atMost(30, TimeUnit.SECONDS)
			.until(() -> answer.isDone() || (this.tasksAtToolRun.get() > 0
					&& this.fixture.time.getScheduledTaskCount() >= this.tasksAtToolRun.get() + 2));
		assertThat(answer).isNotDone();
	}

}
