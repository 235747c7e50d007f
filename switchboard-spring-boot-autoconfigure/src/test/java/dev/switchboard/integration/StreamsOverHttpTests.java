package dev.switchboard.integration;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.switchboard.IncompleteStreamException;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Streams of the whole switchboard that break, are broken off, or read slowly.
 */
@Timeout(60)
@Tag("slow")
class StreamsOverHttpTests {

	/** Points at which a stream is cancelled. */
	private static final int STEPS = 8;

	private static final Prompt PROMPT = new Prompt("Hi");

	static List<Script> breaksAfterContent() {
		return List.of(begun().cut(), begun().reset(), begun().stall(), begun().comment("keep-alive").stall(),
				begun().event(ChatJson.error("server_error", "oops")), begun().done(), begun(),
				begun().event("{\"choices\": [{"), begun().raw("<html>\n\n"));
	}

	private static Script begun() {
		return Script.sse()
			.event(ChatJson.promptFilter())
			.event(ChatJson.role())
			.event(ChatJson.delta("Once "))
			.event(ChatJson.delta("upon "));
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void cutStreamFailsDespiteFinishReasons(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").build()) {
			String once = ChatJson.delta("Once ").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
			String upon = ChatJson.delta("upon ").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"");
			assertThat(once).contains("stop");
			upstreams.server("east")
				.enqueue(Script.sse().event(once).event(upon).cut(), Script.sse().event(once).event(upon).done());

			assertThat(catchThrowable(() -> Way.STREAM.ask(upstreams.model))).isNotNull();
			assertThat(Way.STREAM.ask(upstreams.model).text()).as("complete").isEqualTo("Once upon ");
			assertThat(upstreams.requests("west")).isZero();
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("breaksAfterContent")
	void nothingIsReplayedAfterTheFirstContent(Script script) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.streamTimeouts(Duration.ofSeconds(30), Duration.ofMillis(300))
			.build()) {
			upstreams.server("east").enqueue(script, script);

			for (int i = 1; i <= 2; i++) {
				StringBuilder text = new StringBuilder();
				Throwable thrown = catchThrowable(() -> upstreams.model.stream(PROMPT)
					.doOnNext((chunk) -> text.append(chunk.getResult().getOutput().getText()))
					.blockLast());

				assertThat(thrown).isNotNull();
				assertThat(text).hasToString("Once upon ");
				assertThat(upstreams.requests("east")).isEqualTo(i);
			}
			assertThat(upstreams.requests("west")).isZero();
			assertThat(upstreams.snapshot("east").state()).as("after two in a row").isEqualTo(State.COOLING_DOWN);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@Test
	void choiceThatIsCutMakesTheStreamIncomplete() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			String second = ChatJson.delta("second").replace("\"index\":0", "\"index\":1");
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.delta("first"))
					.event(second)
					.event(ChatJson.finish("stop"))
					.event(second)
					.done());

			StepVerifier.create(upstreams.model.stream(PROMPT))
				.thenConsumeWhile((chunk) -> true)
				.verifyError(IncompleteStreamException.class);

			assertThat(upstreams.inFlight()).isZero();
		}
	}

	/** What Azure's asynchronous filter adds, and the like, around text of a choice. */
	static Stream<Arguments> annotatedStreams() {
		List<String> additions = List.of(annotation(), finishedBy("{}"), finishedBy("null"),
				finishedBy("{\"content\":\"\"}"), annotation() + "\n\ndata: " + annotation(), ChatJson.promptFilter());
		return Stream.of(Provider.values())
			.flatMap((provider) -> additions.stream().map((addition) -> Arguments.of(provider, addition)));
	}

	private static String annotation() {
		return """
				{"id":"","object":"","created":0,"model":"","choices":[{"index":0,"finish_reason":null,\
				"content_filter_results":{"hate":{"filtered":false,"severity":"safe"}},\
				"content_filter_offsets":{"check_offset":44,"start_offset":44,"end_offset":198}}]}""";
	}

	/** A chunk that goes on after the one that finishes, without saying anything. */
	private static String finishedBy(String delta) {
		return "{\"id\":\"chatcmpl-1\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":" + delta
				+ ",\"finish_reason\":null}]}";
	}

	@ParameterizedTest
	@MethodSource("annotatedStreams")
	void annotationsDoNotFailAStream(Provider provider, String addition) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").build()) {
			for (int i = 1; i <= 3; i++) {
				upstreams.server("east")
					.enqueue(Script.sse()
						.event(addition)
						.event(ChatJson.role())
						.event(addition)
						.event(ChatJson.delta("Hel"))
						.event(addition)
						.event(ChatJson.delta("lo"))
						.event(ChatJson.finish("stop"))
						.event(addition)
						.event(ChatJson.usage(10, 5))
						.event(addition)
						.done());

				Way.Answer answer = Way.STREAM.ask(upstreams.model);

				assertThat(answer.text()).isEqualTo("Hello");
				assertThat(answer.last().getResult().getMetadata().getFinishReason()).isEqualToIgnoringCase("stop");
				assertThat(answer.usage().getTotalTokens()).isEqualTo(15);
				assertThat(upstreams.snapshot("east").state()).isEqualTo(State.AVAILABLE);
			}
			assertThat(upstreams.requests("west")).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource
	void toolsOfAnAnnotatedStreamRun(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			CountingTool tool = new CountingTool(() -> "sunny");
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.toolCallStart("weather"))
					.event(annotation())
					.event(ChatJson.toolCallArguments("{\"city\":"))
					.event(finishedBy("{}"))
					.event(ChatJson.toolCallArguments("\"Bonn\"}"))
					.event(ChatJson.finish("tool_calls"))
					.event(annotation())
					.event(ChatJson.usage(10, 5))
					.done());

			assertThat(Way.STREAM.askWithTools(upstreams.model, tool.prompt()).text()).isEqualTo("from east");

			assertThat(tool.runs()).isEqualTo(1);
			assertThat(upstreams.requests()).isEqualTo(2);
		}
	}

	@ParameterizedTest
	@EnumSource
	void filterMayStopAStreamWithAnAnnotation(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			upstreams.server("east")
				.enqueue(begun().event(annotation())
					.event(annotation().replace("\"finish_reason\":null", "\"finish_reason\":\"content_filter\""))
					.done());

			Way.Answer answer = Way.STREAM.ask(upstreams.model);

			assertThat(answer.text()).isEqualTo("Once upon ");
			assertThat(answer.last().getResult().getMetadata().getFinishReason())
				.isEqualToIgnoringCase("content_filter");
		}
	}

	@ParameterizedTest
	@EnumSource
	void choicesOfACallWithoutAMessageAreLeftOut(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			upstreams.server("east")
				.enqueue(Script.json(200,
						ChatJson.completion("Hello").replace("\"choices\":[", "\"choices\":[{\"index\":1},null,")));

			Way.Answer answer = Way.CALL.ask(upstreams.model);

			assertThat(answer.text()).isEqualTo("Hello");
			assertThat(answer.last().getResults()).hasSize(1);
		}
	}

	@Test
	void choicesMayFinishOneAfterTheOther() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.delta("a"))
					.event(ofSecond(ChatJson.delta("b")))
					.event(ChatJson.finish("stop"))
					.event(ofSecond(ChatJson.delta("c")))
					.event(ofSecond(ChatJson.finish("length")))
					.event(ChatJson.usage(10, 5))
					.done());

			List<ChatResponse> chunks = upstreams.model.stream(PROMPT).collectList().block();

			assertThat(chunks).isNotNull()
				.extracting((chunk) -> String.valueOf(chunk.getResult().getOutput().getText()))
				.containsSubsequence("a", "b", "c");
			assertThat(chunks.get(chunks.size() - 1).getMetadata().getUsage().getTotalTokens()).isEqualTo(15);
			assertThat(upstreams.snapshot("east").tokens()).isEqualTo(15);
		}
	}

	private static String ofSecond(String event) {
		return event.replace("\"index\":0", "\"index\":1");
	}

	@Test
	void eachSubscriptionIsARequestOfItsOwnEvenAtOnce() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			Flux<ChatResponse> stream = upstreams.model.stream(PROMPT);

			Flux.merge(IntStream.range(0, 20).mapToObj((i) -> text(stream)).toList())
				.as(StepVerifier::create)
				.expectNextSequence(Collections.nCopies(20, "from east"))
				.verifyComplete();

			assertThat(upstreams.requests()).isEqualTo(20);
			assertThat(upstreams.snapshot("east").tokens()).isEqualTo(20 * 15);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	private static Flux<String> text(Flux<ChatResponse> stream) {
		return stream.mapNotNull((chunk) -> chunk.getResult().getOutput().getText()).reduce("", String::concat).flux();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void demandOfOneGetsEverythingInOrder(int demand) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			Script script = Script.sse();
			StringBuilder expected = new StringBuilder();
			for (int i = 0; i < 600; i++) {
				script.event(ChatJson.delta(i + " "));
				expected.append(i).append(' ');
			}
			upstreams.server("east")
				.enqueue(script.event(ChatJson.finish("stop")).event(ChatJson.usage(10, 600)).done());

			StepVerifier.create(text(upstreams.model.stream(PROMPT).limitRate(demand)))
				.expectNext(expected.toString())
				.verifyComplete();

			assertThat(upstreams.snapshot("east").tokens()).isEqualTo(610);
		}
	}

	@Test
	void slowSubscriberGetsAllThatCameBeforeTheCut() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			Script script = Script.sse();
			for (int i = 0; i < 600; i++) {
				script.event(ChatJson.delta("x"));
			}
			CountDownLatch sent = new CountDownLatch(1);
			upstreams.server("east").enqueue(script.signal(sent).cut());

			StepVerifier.create(upstreams.model.stream(PROMPT), 1)
				.expectNextCount(1)
				.then(() -> await(sent))
				.thenRequest(599)
				.expectNextCount(599)
				.thenRequest(1)
				.expectError()
				.verify(Duration.ofSeconds(30));

			assertThat(upstreams.requests("west")).isZero();
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@Test
	void missingEndAfterCompleteAnswerIsNoError() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			CountDownLatch sent = new CountDownLatch(1);
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.delta("a"))
					.event(ChatJson.delta("b"))
					.event(ChatJson.delta("c"))
					.event(ChatJson.finish("stop"))
					.signal(sent)
					.cut());

			StepVerifier.create(upstreams.model.stream(PROMPT), 1)
				.expectNextCount(1)
				.then(() -> await(sent))
				.thenRequest(Long.MAX_VALUE)
				.thenConsumeWhile((chunk) -> true)
				.verifyComplete();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void takeEndsTheUpstreamExchange(int chunks) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			upstreams.server("east").enqueue(begun().event(ChatJson.delta("a ")).event(ChatJson.delta("time")).stall());

			assertThat(upstreams.model.stream(PROMPT).take(chunks).collectList().block()).hasSize(chunks);

			assertThat(upstreams.server("east").takeRequest().awaitAbandoned()).isTrue();
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("east").tokens()).as("the reservation stays").isEqualTo(Upstreams.ESTIMATE);
			assertThat(upstreams.snapshot("east").state()).isEqualTo(State.AVAILABLE);
		}
	}

	/**
	 * Cancels at every step of a stream that fails over: as the first attempt is sent, as
	 * it fails, as the second is sent, at each chunk.
	 */
	@Test
	void cancelLeavesNothingBehindWheneverItComes() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			for (int step = 0; step < STEPS; step++) {
				for (int i = 0; i < 10; i++) {
					cancelAt(upstreams, step);
				}
			}
			CountDownLatch idle = new CountDownLatch(1);
			upstreams.failover.shutdown(idle::countDown);
			assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.router.snapshots())
				.allSatisfy((snapshot) -> assertThat(snapshot.state()).isEqualTo(State.AVAILABLE));
		}
	}

	private static void cancelAt(Upstreams upstreams, int step) throws Exception {
		List<CountDownLatch> reached = IntStream.range(0, STEPS).mapToObj((i) -> new CountDownLatch(1)).toList();
		upstreams.server("east").otherwise((request) -> {
			reached.get(1).countDown();
			return Script.json(500, ChatJson.error("500", "oops")).signal(reached.get(2));
		});
		upstreams.server("west").otherwise((request) -> {
			reached.get(3).countDown();
			return Script.sse()
				.signal(reached.get(4))
				.event(ChatJson.role())
				.event(ChatJson.delta("a"))
				.signal(reached.get(5))
				.event(ChatJson.delta("b"))
				.event(ChatJson.delta("c"))
				.signal(reached.get(6))
				.event(ChatJson.finish("stop"))
				.event(ChatJson.usage(10, 5))
				.done()
				.signal(reached.get(7));
		});
		reached.get(0).countDown();
		AtomicReference<Throwable> error = new AtomicReference<>();

		Disposable stream = upstreams.model.stream(PROMPT).subscribe((chunk) -> {
		}, error::set);
		await(reached.get(step));
		stream.dispose();

		Awaitility.await().untilAsserted(() -> assertThat(upstreams.inFlight()).as("step " + step).isZero());
		assertThat(error).hasValue(null);
		// errors in a row would mark east
		upstreams.router.resume("east", null);
	}

}
