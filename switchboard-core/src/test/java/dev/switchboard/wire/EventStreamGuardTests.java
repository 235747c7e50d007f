package dev.switchboard.wire;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.InvalidResponseException;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.TestExchange;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.core.io.buffer.NettyDataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventStreamGuard} in virtual time; over HTTP it is tested with the
 * connectors.
 */
@Timeout(120)
class EventStreamGuardTests {

	/** Longest time that a test may take. */
	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Duration FIRST = Duration.ofSeconds(20);

	private static final Duration IDLE = Duration.ofSeconds(5);

	private static final ChunkFormat FORMAT = new ChunkFormat() {

		@Override
		public void check(byte[] chunk) {
		}

		@Override
		public Throwable error(int status, byte[] event) {
			return new IllegalStateException(ErrorBody.parse(event).message());
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

	/**
	 * The texts that pass, then the failure that the watch keeps from the client library.
	 */
	private static Flux<String> guarded(Flux<DataBuffer> body) {
		return Flux.defer(() -> {
			ExchangeWatch watch = watch();
			return EventStreamGuard.events(body, watch, FORMAT)
				.map(EventStreamGuardTests::content)
				.concatWith(watch.deliver(Flux.<ChatResponse>empty()).then(Mono.empty()));
		});
	}

	/** The text of a chunk that is what the client libraries expect. */
	private static String content(byte[] event) {
		String text = new String(event, StandardCharsets.UTF_8);
		assertThat(text).startsWith("data: {").endsWith("}\n\n");
		JsonNode choice = ResponseJson.object(text.substring(6).getBytes(StandardCharsets.UTF_8)).at("/choices/0");
		return choice.at("/delta/content").asText() + choice.path("finish_reason").asText("");
	}

	private static String event(String data) {
		return "data: " + data + "\n\n";
	}

	private static Flux<DataBuffer> just(String... pieces) {
		return Flux.fromArray(pieces).map(EventStreamGuardTests::text);
	}

	private static Flux<DataBuffer> everySecond(String text) {
		return Flux.interval(Duration.ofSeconds(1)).map((i) -> text(text));
	}

	private static String delta(String content) {
		return event(ChatJson.delta(content));
	}

	// --- time

	static List<String> signsOfLifeWithoutContent() {
		return List.of(": keep-alive\n\n", event(ChatJson.role()), event(ChatJson.promptFilter()), delta(""),
				event("{\"choices\":[{\"index\":0,\"finish_reason\":null,\"content_filter_results\":{}}]}"),
				event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":null}]}"),
				event(ChatJson.delta("x").replace("\"content\":\"x\"", "\"content\":null,\"tool_calls\":[]")));
	}

	@ParameterizedTest
	@MethodSource("signsOfLifeWithoutContent")
	void firstChunkTimeoutLastsUntilTheFirstContent(String sign) {
		StepVerifier.withVirtualTime(() -> guarded(Flux.concat(just(sign), everySecond(sign))).ignoreElements())
			.expectSubscription()
			.expectNoEvent(FIRST.minusMillis(1))
			.thenAwait(Duration.ofMillis(1))
			.expectErrorSatisfies((error) -> assertThat(error).isInstanceOf(TimeoutException.class)
				.hasMessage("No content within 20000 ms"))
			.verify(PATIENCE);
	}

	@Test
	void silenceAfterRoleIsFirstChunkTimeout() {
		StepVerifier
			.withVirtualTime(() -> guarded(Flux.concat(just(event(ChatJson.promptFilter()), event(ChatJson.role())),
					Mono.delay(FIRST.minusMillis(1)).thenMany(just(delta("Hi"))), Flux.never())))
			.expectNext("")
			.thenAwait(FIRST.minusMillis(1))
			.expectNext("Hi")
			.thenAwait(IDLE)
			.expectErrorMessage("No further chunk within 5000 ms")
			.verify(PATIENCE);
	}

	static List<String> contents() {
		return List.of(delta("Hi"), event(ChatJson.toolCallStart("weather")), event(ChatJson.finish("stop")),
				event(ChatJson.delta("No").replace("\"content\"", "\"refusal\"")));
	}

	@ParameterizedTest
	@MethodSource("contents")
	void idleTimeoutStartsWithFirstContent(String content) {
		StepVerifier
			.withVirtualTime(() -> guarded(just(content).concatWith(everySecond(": keep-alive\n\n"))).ignoreElements())
			.expectSubscription()
			.expectNoEvent(IDLE.minusMillis(1))
			.thenAwait(Duration.ofMillis(1))
			.expectErrorMessage("No further chunk within 5000 ms")
			.verify(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "reasoning_content", "reasoning" })
	void everyThoughtRestartsTheWaitForTheContent(String field) {
		String thought = event(ChatJson.delta("hm").replace("\"content\"", '"' + field + '"'));
		StepVerifier
			.withVirtualTime(() -> guarded(
					Flux.concat(Flux.interval(FIRST.minusMillis(1)).take(3).concatMap((i) -> just(thought)),
							Mono.delay(FIRST.minusMillis(1))
								.thenMany(just(delta("Hi"), event(ChatJson.finish("stop"))))))
				.filter((text) -> !text.isEmpty()))
			.thenAwait(FIRST.multipliedBy(4))
			.expectNext("Hi", "stop")
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void annotationsAreASignOfLife() {
		String annotation = event("{\"choices\":[{\"index\":0,\"content_filter_offsets\":{}}]}");
		StepVerifier
			.withVirtualTime(() -> guarded(Flux.concat(just(delta("Hi")), everySecond(annotation).take(60),
					just(event(ChatJson.finish("stop"))))))
			.expectNext("Hi")
			.thenAwait(Duration.ofSeconds(60))
			.expectNext("stop")
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void everyChunkRestartsTheClock() {
		StepVerifier.withVirtualTime(() -> guarded(everySecond(delta("a")).take(60)))
			.thenAwait(Duration.ofSeconds(60))
			.expectNextCount(60)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void slowSubscriberIsNoSilence() {
		Flux<DataBuffer> stream = Flux.range(0, 1000).map((i) -> text(delta("a")));
		StepVerifier.withVirtualTime(() -> guarded(stream), 1)
			.expectNextCount(1)
			.thenAwait(IDLE.multipliedBy(2))
			.thenRequest(Long.MAX_VALUE)
			.expectNextCount(999)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void streamThatStaysOpenAfterItsEndCompletesSoon() {
		Flux<DataBuffer> stream = just(delta("a"), event("[DONE]")).concatWith(Flux.never());
		StepVerifier.withVirtualTime(() -> guarded(stream))
			.expectNext("a")
			.thenAwait(Duration.ofSeconds(1))
			.expectComplete()
			.verify(PATIENCE);
	}

	// --- the end

	@Test
	void cutAfterTheEndIsNoFailure() {
		Flux<DataBuffer> stream = just(delta("a"), event("[DONE]")).concatWith(Flux.error(new IOException("reset")));
		StepVerifier.create(guarded(stream)).expectNext("a").expectComplete().verify(PATIENCE);
	}

	@Test
	void whatFollowsTheEndIsIgnored() {
		StepVerifier.create(guarded(just(delta("a"), event("[DONE]"), delta("b"), "<html>\n\n", event("oops"))))
			.expectNext("a")
			.expectComplete()
			.verify(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "data: [DO", "data: {\"choices\":[{\"ind", "da", ": keep", "\uFEFF" })
	void lineThatIsCutAtTheEndOfTheBodyIsNoEvent(String rest) {
		StepVerifier.create(guarded(just(delta("a") + event(ChatJson.finish("stop")) + rest)))
			.expectNext("a", "stop")
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void chunksBeforeAMalformedOneArrive() {
		StepVerifier.create(guarded(just(delta("a") + delta("b") + event("oops") + delta("c"))))
			.expectNext("a", "b")
			.expectError(InvalidResponseException.class)
			.verify(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>\n", "{\"choices\":[]}", "{\n\"choices\": []\n}", "[]", "\"text\"\n",
			"plain text\n\n", "", ": keep-alive\n\n", "data:\n\n", "id: 1\n\n" })
	void bodyWithoutAChunkIsAnInvalidResponse(String body) {
		StepVerifier.create(guarded(just(body))).expectError(InvalidResponseException.class).verify(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "data: ", "data: xxxx\n", ": ", "id: " })
	void eventWithoutAnEndIsAnError(String beginning) {
		String filling = beginning.endsWith("\n") ? "data: " + "x".repeat(64_000) + "\n" : "x".repeat(64_000);
		Flux<DataBuffer> endless = just(delta("a"), beginning)
			.concatWith(Flux.just(filling).repeat(300).map(EventStreamGuardTests::text))
			.concatWith(Flux.never());
		StepVerifier.create(guarded(endless))
			.expectNext("a")
			.expectErrorSatisfies((error) -> assertThat(error).isInstanceOf(InvalidResponseException.class)
				.hasMessageContaining("16 MiB"))
			.verify(PATIENCE);
	}

	@Test
	void manyLargeEventsAreNoLargeEvent() {
		String large = "x".repeat(1_000_000);
		StepVerifier.create(guarded(Flux.range(0, 20).map((i) -> text(delta(large)))))
			.expectNextCount(20)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void cancelReachesTheBody() {
		StepVerifier.create(guarded(this.body.flux()))
			.then(() -> this.body.next(text(delta("a"))))
			.expectNextCount(1)
			.thenCancel()
			.verify(PATIENCE);
		this.body.assertCancelled();
	}

	@Test
	void buffersAreReleased() {
		NettyDataBufferFactory factory = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);
		List<NettyDataBuffer> buffers = Stream.of(delta("a"), event("oops"), delta("c"))
			.map((text) -> factory.wrap(ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, text)))
			.toList();
		guarded(Flux.<DataBuffer>fromIterable(buffers)).onErrorComplete().blockLast(PATIENCE);
		assertThat(buffers.subList(0, 2)).allSatisfy((buffer) -> assertThat(buffer.isAllocated()).isFalse());
	}

	// --- lines

	@ParameterizedTest
	@ValueSource(strings = { "\n", "\r", "\r\n" })
	void linesMayEndInThreeWaysAndBeCutAnywhere(String end) {
		String body = (": comment\nevent: message\nid: 1\nretry: 10\nunknown: field\nbare\n:\n" + delta("Grüße, 世界 🌍")
				+ "\n\ndata:" + ChatJson.delta("!") + "\n\ndata\n\ndata:\n\nevent: ping\n\n"
				+ event(ChatJson.finish("stop")) + "data: [DONE]")
			.replace("\n", end);
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		for (int cut = 0; cut <= bytes.length; cut++) {
			StepVerifier
				.create(guarded(Flux.just(Arrays.copyOf(bytes, cut), Arrays.copyOfRange(bytes, cut, bytes.length))
					.map(DefaultDataBufferFactory.sharedInstance::wrap)))
				.expectNext("Grüße, 世界 🌍", "!", "stop")
				.expectComplete()
				.verify(PATIENCE);
		}
	}

	@Test
	void byteOrderMarkAtTheStartDoesNotMatter() {
		byte[] body = ("\uFEFF" + delta("a") + event(ChatJson.finish("stop"))).getBytes(StandardCharsets.UTF_8);
		for (int cut = 0; cut < 6; cut++) {
			StepVerifier
				.create(guarded(Flux.just(Arrays.copyOf(body, cut), Arrays.copyOfRange(body, cut, body.length))
					.map(DefaultDataBufferFactory.sharedInstance::wrap)))
				.expectNext("a", "stop")
				.expectComplete()
				.verify(PATIENCE);
		}
	}

	@Test
	void lineEndOfOneByteEndsTheEventAtOnce() {
		StepVerifier.create(guarded(this.body.flux()))
			.then(() -> this.body.next(text("data: " + ChatJson.delta("a") + "\r\r")))
			.expectNext("a")
			.then(() -> this.body.next(text("\ndata: " + ChatJson.delta("b") + "\n\r")))
			.expectNext("b")
			.then(this.body::complete)
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void dataMayHaveSeveralLines() {
		StepVerifier.create(guarded(just("data: {\"choices\":\ndata: [{\"delta\":\ndata:{\"content\":\"a\"}}]}\n\n")))
			.expectNext("a")
			.expectComplete()
			.verify(PATIENCE);
	}

	@Test
	void textThatIsCutByALineEndIsNotPatched() {
		StepVerifier.create(guarded(just("data: {\"choices\":[{\"delta\":{\"content\":\"a\ndata: b\"}}]}\n\n")))
			.expectError(InvalidResponseException.class)
			.verify(PATIENCE);
	}

	@Test
	void bytesThatAreNoTextAreAnError() {
		byte[] event = delta("a?b").getBytes(StandardCharsets.UTF_8);
		event[new String(event, StandardCharsets.UTF_8).indexOf('?')] = (byte) 0xC3;
		StepVerifier.create(guarded(Flux.just(DefaultDataBufferFactory.sharedInstance.wrap(event))))
			.expectError(InvalidResponseException.class)
			.verify(PATIENCE);
	}

	// --- errors

	@ParameterizedTest
	@ValueSource(strings = { "data: {\"error\":\"oops\"}\n\n", "event: error\ndata: {\"message\":\"oops\"}\n\n",
			"event: error\ndata: oops\n\n", "data: {\"object\":\"error\",\"message\":\"oops\"}\n\n",
			"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\","
					+ "\"error\":{\"message\":\"oops\"}}]}\n\n" })
	void errorEventIsAnError(String event) {
		StepVerifier.create(guarded(just(delta("a") + event + delta("b"))))
			.expectNext("a")
			.expectErrorMessage("oops")
			.verify(PATIENCE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"error\":null,", "\"error\":{},", "\"error\":\"\",", "\"type\":\"chunk\"," })
	void chunkWithoutAnErrorIsNone(String field) {
		StepVerifier.create(guarded(just(event("{" + field + ChatJson.delta("a").substring(1)))))
			.expectNext("a")
			.expectComplete()
			.verify(PATIENCE);
	}

}
