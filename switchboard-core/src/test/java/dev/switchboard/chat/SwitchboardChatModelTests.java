package dev.switchboard.chat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.InvalidResponseException;
import dev.switchboard.NoDeploymentAvailableException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.UnknownModelException;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

class SwitchboardChatModelTests {

	@Test
	void answersAndTellsWhere() {
		ChatFixture fixture = new ChatFixture("east", "west");

		ChatResponse response = fixture.model.call(new Prompt("Hi"));

		assertThat(response.getResult().getOutput().getText()).isEqualTo("from east");
		assertThat(response.getMetadata().<String>get("switchboard.deployment")).isEqualTo("east");
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(1);
		assertThat(response.getMetadata().<String>get("switchboard.model")).isEqualTo("gpt");
		assertThat(response.getMetadata().containsKey("switchboard.affinity")).isFalse();
		assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(15);
		assertThat(fixture.snapshot("east").tokens()).isEqualTo(15);
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void failsOverAtOnceAndCountsTheAttempts() {
		ChatFixture fixture = new ChatFixture("east", "west", "south");
		fixture.client("east").thenFail(503);
		fixture.client("west").thenFail(500);

		ChatResponse response = fixture.model.call(new Prompt("Hi"));

		assertThat(response.getResult().getOutput().getText()).isEqualTo("from south");
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(3);
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.COOLING_DOWN);
		assertThat(fixture.snapshot("west").state()).as("one 500 marks nothing").isEqualTo(State.AVAILABLE);
	}

	@Test
	void rethrowsLastErrorWithEarlierSuppressed() {
		ChatFixture fixture = new ChatFixture("east", "west");
		RuntimeException first = new FakeClient.StatusException("east", 500);
		RuntimeException last = new FakeClient.StatusException("west", 500);
		fixture.client("east").thenFail(first);
		fixture.client("west").thenFail(last);

		Throwable thrown = catchThrowable(() -> fixture.model.call(new Prompt("Hi")));

		assertThat(thrown).isSameAs(last).hasSuppressedException(first);
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void toleratesAnExceptionThatIsSharedBetweenAttempts() {
		ChatFixture fixture = new ChatFixture("east", "west");
		RuntimeException shared = new FakeClient.StatusException("both", 500);
		fixture.client("east").thenFail(shared);
		fixture.client("west").thenFail(shared);

		Throwable thrown = catchThrowable(() -> fixture.model.call(new Prompt("Hi")));

		assertThat(thrown).isSameAs(shared);
		assertThat(thrown.getSuppressed()).doesNotContain(shared);
	}

	@Test
	void sendsARejectedRequestOnce() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east").thenFail(400);

		assertThatExceptionOfType(FakeClient.StatusException.class)
			.isThrownBy(() -> fixture.model.call(new Prompt("Hi")))
			.withMessage("east says 400");
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void makesNoMoreAttemptsThanAllowed() {
		ChatFixture fixture = ChatFixture.withEngine((engine) -> engine.maxAttempts(2), "east", "west", "south");
		fixture.client("east").thenFail(500);
		fixture.client("west").thenFail(500);

		assertThatExceptionOfType(FakeClient.StatusException.class)
			.isThrownBy(() -> fixture.model.call(new Prompt("Hi")))
			.withMessage("west says 500");
		assertThat(fixture.client("south").prompts()).isEmpty();
	}

	@Test
	void triesAnotherDeploymentOnceWhenThereAreNoChoices() {
		ChatFixture fixture = new ChatFixture("east", "west", "south");
		fixture.client("east").thenAnswer(new ChatResponse(List.of()));
		fixture.client("west").thenAnswer(new ChatResponse(List.of()));

		assertThatExceptionOfType(InvalidResponseException.class).isThrownBy(() -> fixture.model.call(new Prompt("Hi")))
			.withMessageContaining("west")
			.withMessageContaining("no choices");
		assertThat(fixture.client("south").prompts()).isEmpty();
	}

	@Test
	void refusesAnUnknownModelWithoutSendingAnything() {
		ChatFixture fixture = new ChatFixture("east");
		Prompt prompt = new Prompt("Hi", ChatOptions.builder().model("gpt-9").build());

		assertThatExceptionOfType(UnknownModelException.class).isThrownBy(() -> fixture.model.call(prompt))
			.withMessageContaining("gpt-9")
			.withMessageContaining("gpt");
		assertThatExceptionOfType(UnknownModelException.class)
			.isThrownBy(() -> fixture.model.stream(prompt).blockLast());
		assertThat(fixture.client("east").prompts()).isEmpty();
	}

	@Test
	void keepsASessionOnItsHome() {
		ChatFixture fixture = new ChatFixture("east", "west");
		Prompt prompt = new Prompt("Hi",
				ToolCallingChatOptions.builder().toolContext(Map.of(DefaultSessionIdResolver.KEY, "s")).build());

		assertThat(fixture.model.call(prompt).getMetadata().<String>get("switchboard.affinity")).isEqualTo("kept");
		fixture.router.coolDown("east", null, Duration.ofSeconds(5));
		ChatResponse moved = fixture.model.call(prompt);
		assertThat(moved.getMetadata().<String>get("switchboard.affinity")).isEqualTo("moved");
		assertThat(moved.getMetadata().<String>get("switchboard.deployment")).isEqualTo("west");
		fixture.advance(Duration.ofSeconds(6));
		ChatResponse returned = fixture.model.call(prompt);
		assertThat(returned.getMetadata().<String>get("switchboard.affinity")).isEqualTo("kept");
		assertThat(returned.getMetadata().<String>get("switchboard.deployment")).isEqualTo("east");
	}

	@Test
	void endsAtTheDeadlineWithTheLastErrorAsCause() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.deadline(Duration.ofSeconds(2)), "east", "west");
		AtomicReference<Duration> timeLeft = new AtomicReference<>();
		TimeoutException timeout = new TimeoutException("no response");
		fixture.client("east").then((prompt, exchange) -> {
			timeLeft.set(exchange.timeout());
			fixture.advance(exchange.timeout());
			return Flux.error(timeout);
		});

		Throwable thrown = catchThrowable(() -> fixture.model.call(new Prompt("Hi")));

		assertThat(timeLeft).hasValue(Duration.ofSeconds(2));
		assertThat(thrown).isInstanceOf(DeadlineExceededException.class)
			.hasMessageContaining("2000 ms")
			.hasRootCause(timeout);
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	void minimalAnswerOfAConnectorArrives() {
		ChatFixture fixture = new ChatFixture("east", "west");
		ChatResponse bare = new ChatResponse(List.of(new Generation(new AssistantMessage("Hello"), null)), null);
		fixture.client("east").thenAnswer(bare).thenAnswer(bare, FakeClient.finished("", 10, 5));

		ChatResponse called = fixture.model.call(new Prompt("Hi"));
		List<ChatResponse> streamed = fixture.model.stream(new Prompt("Hi")).collectList().block();

		assertThat(called.getResult().getOutput().getText()).isEqualTo("Hello");
		assertThat(called.getMetadata().<String>get("switchboard.deployment")).isEqualTo("east");
		assertThat(streamed).extracting((chunk) -> chunk.getResult().getOutput().getText())
			.containsExactly("Hello", "");
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void tellsWhyNothingIsAvailable() {
		ChatFixture fixture = new ChatFixture(60, OnSaturation.FAIL, (builder) -> {
		}, "east", "west");
		fixture.router.coolDown("east", null, Duration.ofSeconds(5));
		fixture.router.drain("west", null);

		assertThatExceptionOfType(NoDeploymentAvailableException.class)
			.isThrownBy(() -> fixture.model.call(new Prompt("Hi")))
			.withMessageContaining("east COOLING_DOWN OPERATOR")
			.withMessageContaining("west DRAINED")
			.satisfies((ex) -> assertThat(ex.retryAfter()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(6)));
	}

	@Test
	void keepsTheInterruptAndMarksNothing() throws InterruptedException {
		ChatFixture fixture = new ChatFixture("east", "west");
		CountDownLatch calling = new CountDownLatch(1);
		fixture.client("east").then((prompt, exchange) -> {
			calling.countDown();
			return Flux.never();
		});
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> flag = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			thrown.set(catchThrowable(() -> fixture.model.call(new Prompt("Hi"))));
			flag.set(Thread.currentThread().isInterrupted());
		});
		caller.start();
		calling.await();

		caller.interrupt();
		caller.join();

		assertThat(thrown.get()).hasRootCauseInstanceOf(InterruptedException.class);
		assertThat(flag).hasValue(true);
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void shutdownRefusesCallsAndReportsIdle() {
		ChatFixture fixture = new ChatFixture("east");
		AtomicInteger idle = new AtomicInteger();
		fixture.client("east").then((prompt, exchange) -> {
			fixture.failover.shutdown(idle::incrementAndGet);
			assertThat(idle).hasValue(0);
			return Flux.just(FakeClient.finished("bye", 1, 1));
		});

		assertThat(fixture.model.call("Hi")).isEqualTo("bye");
		assertThat(idle).hasValue(1);
		assertThatExceptionOfType(SwitchboardClosedException.class).isThrownBy(() -> fixture.model.call("Hi"));
		assertThatExceptionOfType(SwitchboardClosedException.class)
			.isThrownBy(() -> fixture.model.stream("Hi").blockLast());
	}

}
