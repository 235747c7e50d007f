package dev.switchboard.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.chat.DeploymentSettings;
import dev.switchboard.testing.TestExchange;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventStreamGuard} in virtual time; over HTTP it is tested with the
 * connectors.
 */
class EventStreamGuardTests {

	private static final Duration FIRST = Duration.ofSeconds(20);

	private static final Duration IDLE = Duration.ofSeconds(5);

	private static final ChunkFormat FORMAT = new ChunkFormat() {

		@Override
		public void check(String chunk) {
		}

		@Override
		public Throwable error(JsonNode event) {
			return new IllegalStateException(event.path("error").asText());
		}

	};

	private final TestPublisher<DataBuffer> body = TestPublisher.createCold();

	private static DataBuffer text(String text) {
		return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(StandardCharsets.UTF_8));
	}

	private static ExchangeWatch watch() {
		return ExchangeWatch.stream(new TestExchange(), new DeploymentSettings("east", URI.create("http://127.0.0.1"),
				"v", () -> "key", Duration.ofSeconds(30), Duration.ofSeconds(1), FIRST, IDLE));
	}

	/** The events as texts, then the failure that the watch keeps from the client. */
	private static Flux<String> guarded(Flux<DataBuffer> body) {
		return Flux.defer(() -> {
			ExchangeWatch watch = watch();
			return EventStreamGuard.events(body, watch, FORMAT)
				.map((event) -> new String(event, StandardCharsets.UTF_8))
				.concatWith(watch.deliver(Flux.<ChatResponse>empty()).then(Mono.empty()));
		});
	}

	private static Flux<DataBuffer> everySecond(String text) {
		return Flux.interval(Duration.ofSeconds(1)).map((i) -> text(text));
	}

	@Test
	void commentsDoNotCountAsTheFirstChunk() {
		StepVerifier.withVirtualTime(() -> guarded(everySecond(": keep-alive\n\n")))
			.expectSubscription()
			.expectNoEvent(FIRST.minusMillis(1))
			.thenAwait(Duration.ofMillis(1))
			.verifyErrorSatisfies((error) -> assertThat(error).isInstanceOf(TimeoutException.class)
				.hasMessage("No first chunk within 20000 ms"));
	}

	@Test
	void commentsDoNotCountAsAFurtherChunk() {
		StepVerifier
			.withVirtualTime(
					() -> guarded(Flux.concat(Flux.just(text("data: {}\n\n")), everySecond(": keep-alive\n\n"))))
			.expectNext("data: {}\n\n")
			.expectNoEvent(IDLE.minusMillis(1))
			.thenAwait(Duration.ofMillis(1))
			.verifyErrorSatisfies((error) -> assertThat(error).isInstanceOf(TimeoutException.class)
				.hasMessage("No further chunk within 5000 ms"));
	}

	@Test
	void everyChunkRestartsTheClock() {
		StepVerifier.withVirtualTime(() -> guarded(everySecond("data: {}\n\n").take(60)))
			.thenAwait(Duration.ofSeconds(60))
			.expectNextCount(60)
			.verifyComplete();
	}

	@Test
	void slowSubscriberIsNoSilence() {
		Flux<DataBuffer> stream = Flux.range(0, 1000).map((i) -> text("data: {}\n\n"));
		StepVerifier.withVirtualTime(() -> guarded(stream), 1)
			.expectNextCount(1)
			.thenAwait(IDLE.multipliedBy(2))
			.thenRequest(Long.MAX_VALUE)
			.expectNextCount(999)
			.verifyComplete();
	}

	@Test
	void streamThatStaysOpenAfterItsEndCompletesSoon() {
		Flux<DataBuffer> stream = Flux.just(text("data: {}\n\ndata: [DONE]\n\n")).concatWith(Flux.never());
		StepVerifier.withVirtualTime(() -> guarded(stream))
			.expectNext("data: {}\n\n")
			.thenAwait(Duration.ofSeconds(1))
			.verifyComplete();
	}

	@Test
	void cutAfterTheEndIsNoFailure() {
		Flux<DataBuffer> stream = Flux.just(text("data: {}\n\ndata: [DONE]\n\n"))
			.concatWith(Flux.error(new IOException("reset")));
		StepVerifier.create(guarded(stream)).expectNext("data: {}\n\n").verifyComplete();
	}

	@Test
	void linesMayBeSplitAnywhereAndDataMayHaveSeveral() {
		StepVerifier.create(guarded(this.body.flux()))
			.then(() -> this.body.next(text("da")))
			.then(() -> this.body.next(text("ta: {\"a\":")))
			.then(() -> this.body.next(text("\ndata: 1}\r\n\r")))
			.then(() -> this.body.next(text("\ndata: {}")))
			.then(this.body::complete)
			.expectNext("data: {\"a\": 1}\n\n", "data: {}\n\n")
			.verifyComplete();
	}

	@Test
	void endlessLineIsAnError() {
		Flux<DataBuffer> endless = Flux.range(0, 6000).map((i) -> text("x".repeat(1000)));
		StepVerifier.create(guarded(endless)).verifyError();
	}

	@Test
	void cancelReachesTheBody() {
		StepVerifier.create(guarded(this.body.flux()))
			.then(() -> this.body.next(text("data: {}\n\n")))
			.expectNextCount(1)
			.thenCancel()
			.verify();
		this.body.assertCancelled();
	}

}
