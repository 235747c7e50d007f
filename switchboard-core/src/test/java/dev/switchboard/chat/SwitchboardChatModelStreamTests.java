package dev.switchboard.chat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.IncompleteStreamException;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardChatModelStreamTests {

	private static final ChatResponse ROLE = FakeClient.text("");

	@Test
	void everyChunkNamesDeploymentLastHasUsage() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east")
			.thenAnswer(ROLE, FakeClient.text("Hel"), FakeClient.text("lo"), FakeClient.finished("", 10, 5));

		List<ChatResponse> chunks = fixture.model.stream(new Prompt("Hi")).collectList().block();

		assertThat(text(chunks)).isEqualTo("Hello");
		assertThat(chunks).allSatisfy((chunk) -> {
			assertThat(chunk.getMetadata().<String>get("switchboard.deployment")).isEqualTo("east");
			assertThat(chunk.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(1);
		});
		assertThat(chunks).extracting((chunk) -> chunk.getMetadata().getUsage().getTotalTokens())
			.containsExactly(0, 0, 0, 15);
		assertThat(fixture.snapshot("east").tokens()).isEqualTo(15);
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void firstContentIsTimedFromTheCallAndOnce() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(ROLE)
				.concatWith(Mono.delay(Duration.ofMillis(300), fixture.time)
					.then(Mono.error(new FakeClient.StatusException("east", 503)))));
		fixture.client("west")
			.then((prompt, exchange) -> Mono.delay(Duration.ofMillis(400), fixture.time)
				.thenMany(Flux.just(FakeClient.text("Hel"), FakeClient.text("lo"), FakeClient.finished("", 10, 5))));

		List<ChatResponse> chunks = new ArrayList<>();
		fixture.model.stream(new Prompt("Hi")).subscribe(chunks::add);
		fixture.time.advanceTimeBy(Duration.ofMillis(300));
		fixture.time.advanceTimeBy(Duration.ofMillis(400));

		assertThat(text(chunks)).isEqualTo("Hello");
		assertThat(fixture.firstContents).containsExactly("west 700 ms");
	}

	@Test
	void sendsOneRequestPerSubscription() {
		ChatFixture fixture = new ChatFixture("east");
		Flux<ChatResponse> stream = fixture.model.stream(new Prompt("Hi"));
		assertThat(fixture.client("east").prompts()).isEmpty();

		stream.blockLast();
		stream.blockLast();

		assertThat(fixture.client("east").prompts()).hasSize(2);
		assertThat(fixture.snapshot("east").requests()).isEqualTo(2);
	}

	@Test
	void failoverBeforeContentIsInvisible() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(ROLE, ROLE).concatWith(Flux.error(new IllegalStateException("cut"))));
		fixture.client("west").thenAnswer(ROLE, FakeClient.text("Hello"), FakeClient.finished("", 10, 5));

		List<ChatResponse> chunks = fixture.model.stream(new Prompt("Hi")).collectList().block();

		assertThat(chunks).extracting((chunk) -> chunk.getResult().getOutput().getText())
			.containsExactly("", "Hello", "");
		assertThat(chunks).extracting((chunk) -> chunk.getMetadata().<Integer>get("switchboard.attempts"))
			.containsOnly(2);
	}

	@Test
	void neverReplaysAfterTheFirstContent() {
		ChatFixture fixture = new ChatFixture("east", "west");
		IllegalStateException cut = new IllegalStateException("cut");
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(FakeClient.text("Hel"), FakeClient.text("lo"))
				.concatWith(Flux.error(cut)));

		StepVerifier.create(fixture.model.stream(new Prompt("Hi")))
			.expectNextCount(2)
			.verifyErrorSatisfies((error) -> assertThat(error).isSameAs(cut));
		assertThat(fixture.client("west").prompts()).isEmpty();
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void neverCompletesWithoutAFinishReason() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east").thenAnswer(FakeClient.text("Hel"), FakeClient.text("lo"));

		StepVerifier.create(fixture.model.stream(new Prompt("Hi")))
			.expectNextCount(2)
			.verifyErrorSatisfies((error) -> assertThat(error).isInstanceOf(IncompleteStreamException.class)
				.hasMessageContaining("east")
				.extracting((incomplete) -> ((IncompleteStreamException) incomplete).getChunks())
				.isEqualTo(2));
	}

	@Test
	void completesWhenOnlyTheUsageIsMissing() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(FakeClient.text("Hello"), FakeClient.finished("", 0, 0))
				.concatWith(Flux.error(new java.util.concurrent.TimeoutException("stalled"))));

		List<ChatResponse> chunks = fixture.model.stream(new Prompt("12345678")).collectList().block();

		assertThat(text(chunks)).isEqualTo("Hello");
		assertThat(chunks.get(chunks.size() - 1).getResult().getMetadata().getFinishReason()).isEqualTo("stop");
		assertThat(fixture.snapshot("east").tokens()).as("the estimate stays").isEqualTo(2);
		assertThat(fixture.inFlight()).isZero();
	}

	@Test
	void failsOverWhenAStreamEndsWithoutContent() {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east").thenAnswer(ROLE);

		assertThat(text(fixture.model.stream(new Prompt("Hi")).collectList().block())).isEqualTo("from west");
	}

	@Test
	void cutStreamsInARowTakeDeploymentOut() {
		ChatFixture fixture = new ChatFixture("east", "west");
		for (int i = 0; i < 2; i++) {
			assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
			fixture.client("east").thenAnswer(FakeClient.text("Hel"));
			StepVerifier.create(fixture.model.stream(new Prompt("Hi"))).expectNextCount(1).verifyError();
		}

		assertThat(fixture.snapshot("east").state()).isEqualTo(State.COOLING_DOWN);
	}

	@Test
	void cancelEndsExchangeWithoutBlame() {
		ChatFixture fixture = new ChatFixture("east", "west");
		CountDownLatch upstreamGone = new CountDownLatch(1);
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(FakeClient.text("Hel"))
				.concatWith(Flux.never())
				.doFinally((signal) -> upstreamGone.countDown()));

		assertThat(fixture.model.stream(new Prompt("Hi")).take(1).collectList().block()).hasSize(1);

		assertThat(upstreamGone.getCount()).isZero();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").requests()).as("the reservation stays").isEqualTo(1);
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
		assertThat(fixture.client("west").prompts()).isEmpty();
	}

	@Test
	void endsAtTheDeadlineWhenNoContentHasCome() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.deadline(Duration.ofSeconds(2)), "east", "west");
		CountDownLatch upstreamGone = new CountDownLatch(1);
		fixture.client("east")
			.then((prompt, exchange) -> Flux.just(ROLE)
				.concatWith(Flux.never())
				.doFinally((signal) -> upstreamGone.countDown()));
		AtomicReference<Throwable> error = new AtomicReference<>();
		fixture.model.stream(new Prompt("Hi")).subscribe((chunk) -> {
		}, error::set);

		fixture.advance(Duration.ofMillis(1999));
		assertThat(error).hasNullValue();
		fixture.advance(Duration.ofMillis(2));

		assertThat(error.get()).isInstanceOf(DeadlineExceededException.class);
		assertThat(upstreamGone.getCount()).isZero();
		assertThat(fixture.inFlight()).isZero();
		assertThat(fixture.snapshot("east").state()).isEqualTo(State.AVAILABLE);
	}

	@Test
	void isNotBoundByTheDeadlineOnceContentHasCome() {
		ChatFixture fixture = new ChatFixture(60, (builder) -> builder.deadline(Duration.ofSeconds(2)), "east");
		Sinks.Many<ChatResponse> upstream = Sinks.many().unicast().onBackpressureBuffer();
		fixture.client("east").then((prompt, exchange) -> upstream.asFlux());
		List<ChatResponse> chunks = new CopyOnWriteArrayList<>();
		AtomicReference<Boolean> completed = new AtomicReference<>(false);
		fixture.model.stream(new Prompt("Hi")).subscribe(chunks::add, (error) -> {
		}, () -> completed.set(true));

		upstream.tryEmitNext(FakeClient.text("slow"));
		fixture.advance(Duration.ofMinutes(10));
		upstream.tryEmitNext(FakeClient.finished("", 1, 1));
		upstream.tryEmitComplete();

		assertThat(completed).hasValue(true);
		assertThat(text(chunks)).isEqualTo("slow");
	}

	@Test
	void carriesTheContextIntoEveryAttempt() {
		ChatFixture fixture = new ChatFixture("east", "west");
		List<String> seen = new ArrayList<>();
		fixture.client("east").then((prompt, exchange) -> Flux.<ChatResponse>deferContextual((context) -> {
			seen.add(MDC.get("tenant") + " " + context.get("key"));
			return Flux.error(new FakeClient.StatusException("east", 503));
		}).publishOn(Schedulers.boundedElastic()));
		fixture.client("west").then((prompt, exchange) -> Flux.deferContextual((context) -> {
			seen.add(MDC.get("tenant") + " " + context.get("key"));
			return Flux.just(FakeClient.finished("Hello", 1, 1));
		}));

		MDC.put("tenant", "t1");
		try {
			fixture.model.stream(new Prompt("Hi")).contextWrite((context) -> context.put("key", "k1")).blockLast();
		}
		finally {
			MDC.remove("tenant");
		}

		assertThat(seen).containsExactly("t1 k1", "t1 k1");
	}

	@Test
	void countsAsRunningUntilItEnds() {
		ChatFixture fixture = new ChatFixture("east");
		AtomicInteger idle = new AtomicInteger();
		fixture.client("east").then((prompt, exchange) -> Flux.never());
		Disposable stream = fixture.model.stream(new Prompt("Hi")).subscribe();

		fixture.failover.shutdown(idle::incrementAndGet);
		assertThat(idle).hasValue(0);
		stream.dispose();

		assertThat(idle).hasValue(1);
	}

	private static String text(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		chunks.forEach((chunk) -> text.append(chunk.getResult().getOutput().getText()));
		return text.toString();
	}

}
