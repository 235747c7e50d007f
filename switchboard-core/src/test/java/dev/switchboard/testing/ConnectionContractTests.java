package dev.switchboard.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Fault;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What every connector guarantees about connections that callers use one after the other:
 * whatever a service sends, nobody gets what was sent to somebody else.
 */
@Timeout(120)
public abstract class ConnectionContractTests {

	protected static final Prompt PROMPT = new Prompt("Who won?");

	private static final String FOREIGN = "answer of somebody else";

	/** Callers per storm; a few milliseconds each. */
	private static final int STORM = Integer.getInteger("switchboard.storm", 300);

	protected final ScriptedServer server = new ScriptedServer();

	private @Nullable DeploymentConnector connector;

	private @Nullable DeploymentClient client;

	@BeforeEach
	void connect() {
		this.connector = connector();
		this.client = this.connector
			.connect(new DeploymentSettings("east", this.server.endpoint(), "2024-10-21", () -> "key",
					Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(30)));
	}

	@AfterEach
	void close() throws Exception {
		((AutoCloseable) Objects.requireNonNull(this.connector)).close();
		this.server.close();
	}

	protected abstract DeploymentConnector connector();

	protected abstract int acquiredConnections(DeploymentConnector connector);

	private DeploymentClient client() {
		return Objects.requireNonNull(this.client);
	}

	// --- responses below 200

	@ParameterizedTest
	@MethodSource("interimResponses")
	void interimResponsesNeverReachAnotherCaller(Way way, List<Integer> statuses) {
		for (String caller : List.of("first", "second", "third")) {
			Script answer = way.answer("for the " + caller);
			statuses.forEach((status) -> answer.interim(status, "link: </style.css>; rel=preload", "x-caller: none"));
			this.server.enqueue(answer);
			assertThat(way.ask(client())).isEqualTo("for the " + caller);
		}
		assertThat(this.server.requests()).hasSize(3);
		// the next request may overtake the return of a connection to the pool
		assertThat(this.server.acceptedConnections()).isLessThan(3);
	}

	static Stream<Arguments> interimResponses() {
		return Stream.of(Way.values())
			.flatMap((way) -> Stream
				.of(List.of(103), List.of(102), List.of(100), List.of(103, 103), List.of(100, 102, 103), List.of(199),
						List.of(104, 100))
				.map((statuses) -> Arguments.of(way, statuses)));
	}

	@ParameterizedTest
	@EnumSource
	void interimResponseThatArrivesByteByByteIsSkipped(Way way) {
		String interim = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\nlink: </b>\r\n\r\n";
		this.server.enqueue(Script.verbatim(interim + way.verbatim("one")).bytewise());
		this.server.enqueue(Script.verbatim(interim + interim + way.verbatim("two")));
		assertThat(way.ask(client())).isEqualTo("one");
		assertThat(way.ask(client())).isEqualTo("two");
	}

	@ParameterizedTest
	@EnumSource
	void interimResponseThatPromisesABodyHasNone(Way way) {
		this.server.enqueue(way.answer("one").interim(103, "content-length: 3"),
				way.answer("two").interim(102, "transfer-encoding: chunked"));
		assertThat(way.ask(client())).isEqualTo("one");
		assertThat(way.ask(client())).isEqualTo("two");
	}

	@ParameterizedTest
	@EnumSource
	void interimResponseWithoutAnAnswerIsNone(Way way) {
		this.server.enqueue(Script.hangUp().interim(103), Script.silence().interim(103));
		assertThat(way.fault(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
		assertThat(way.fault(client(), new TestExchange(Duration.ofMillis(300))).kind()).isEqualTo(Fault.Kind.TIMEOUT);
		assertThatTheNextCallerGets(way, "own answer");
	}

	@ParameterizedTest
	@EnumSource
	void unrequestedUpgradeEndsTheConnection(Way way) {
		for (String headers : List.of("", "connection: upgrade\r\nupgrade: h2c\r\n",
				"connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: x\r\n")) {
			this.server.enqueue(Script.verbatim("HTTP/1.1 101 Switching Protocols\r\n" + headers + "\r\n"
					+ way.verbatim(FOREIGN) + way.verbatim(FOREIGN)));
			assertThat(way.fault(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
			assertThatTheNextCallerGets(way, "own answer");
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.server.openConnections() <= 1);
	}

	// --- responses whose end is not where they say

	@ParameterizedTest
	@MethodSource("garbage")
	void whatFollowsAnAnswerReachesNobody(Way way, String garbage) {
		for (int i = 0; i < 20; i++) {
			this.server.enqueue(Script.verbatim(way.verbatim("first") + garbage));
			assertThat(way.ask(client())).isEqualTo("first");
			assertThatTheNextCallerGets(way, "second");
			assertThatTheNextCallerGets(way, "third");
		}
	}

	@ParameterizedTest
	@MethodSource("garbage")
	void whatComesBetweenTwoRequestsReachesNobody(Way way, String garbage) throws Exception {
		for (int i = 0; i < 20; i++) {
			CountDownLatch answered = new CountDownLatch(1);
			CountDownLatch sent = new CountDownLatch(1);
			this.server.enqueue(Script.verbatim(way.verbatim("first"))
				.await(answered)
				.bytes(garbage.getBytes(StandardCharsets.UTF_8))
				.signal(sent));
			assertThat(way.ask(client())).isEqualTo("first");
			answered.countDown();
			assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
			assertThatTheNextCallerGetsNothingForeign(way, "second");
			assertThatTheNextCallerGetsNothingForeign(way, "third");
		}
	}

	static Stream<Arguments> garbage() {
		return Stream.of(Way.values())
			.flatMap((way) -> Stream
				.of(way.verbatim(FOREIGN), way.verbatim(FOREIGN) + way.verbatim(FOREIGN), "garbage", "\r\n",
						"garbage\r\n\r\n", "HTTP/1.1 ", "HTTP/1.1 429 Too Many Requests\r\nx-foreign: ",
						"HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n",
						"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n{", "HTTP/1.1 103 Early Hints\r\n\r\n",
						"0\r\n\r\n")
				.map((garbage) -> Arguments.of(way, garbage)));
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatIsLongerThanItsContentLengthIsCutThere(Way way) {
		for (int missing : List.of(1, 20, 50)) {
			String response = way.withContentLength("first", -missing);
			this.server.enqueue(Script.verbatim(response));
			catchThrowable(() -> way.ask(client()));
			assertThatTheNextCallerGets(way, "second");
		}
	}

	@ParameterizedTest
	@EnumSource
	void shortBodyIsNotFilledByNextAnswer(Way way) {
		this.server.enqueue(Script.verbatim(way.withContentLength("first", 200)).stall());
		catchThrowable(() -> way.ask(client(), new TestExchange(Duration.ofMillis(500))));
		assertThatTheNextCallerGets(way, "second");
	}

	@ParameterizedTest
	@EnumSource
	void answerWithTwoLengthsEndsItsConnection(Way way) {
		for (String lengths : List.of("content-length: 5\r\ntransfer-encoding: chunked\r\n",
				"content-length: 5\r\ncontent-length: 6\r\n", "content-length: 5, 6\r\n", "content-length: -1\r\n",
				"transfer-encoding: chunked, gzip\r\n")) {
			this.server
				.enqueue(Script.verbatim("HTTP/1.1 200 OK\r\n" + lengths + "\r\n0\r\n\r\n" + way.verbatim(FOREIGN)));
			assertThat(catchThrowable(() -> way.ask(client()))).isNotNull();
			assertThatTheNextCallerGets(way, "second");
		}
	}

	@ParameterizedTest
	@EnumSource
	void answerThatIsNoHttpEndsItsConnection(Way way) {
		for (String response : List.of("garbage\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n",
				"HTTP/1.1 200 OK\r\n x: folded\r\ny\r\n\r\n",
				"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")) {
			this.server.enqueue(Script.verbatim(response));
			Throwable thrown = catchThrowable(() -> way.ask(client()));
			assertThat(client().fault(thrown).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			assertThatTheNextCallerGets(way, "second");
		}
	}

	@ParameterizedTest
	@EnumSource
	void statusWithoutABodyIsAnErrorAtOnceAndHidesNothing(Way way) {
		for (String status : List.of("204 No Content", "205 Reset Content", "304 Not Modified")) {
			for (String rest : List.of("\r\n", "content-length: 0\r\n\r\n", "\r\n" + way.verbatim(FOREIGN),
					"content-length: 20\r\n\r\n")) {
				this.server.enqueue(Script.verbatim("HTTP/1.1 " + status + "\r\n" + rest));
				Fault fault = way.fault(client(), new TestExchange());
				assertThat(fault.kind()).isIn(Fault.Kind.STATUS, Fault.Kind.INVALID_RESPONSE);
				assertThatTheNextCallerGets(way, "own answer");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void connectionsAreStillUsedAgain(Way way) {
		for (int i = 0; i < 20; i++) {
			assertThatTheNextCallerGets(way, "answer " + i);
		}
		// the next request may overtake the return of a connection to the pool
		assertThat(this.server.acceptedConnections()).isLessThan(4);
	}

	// --- callers who leave

	/**
	 * A caller may leave in any moment: here mostly about when the head of the response
	 * arrives, or while the request is being written.
	 */
	@ParameterizedTest
	@EnumSource
	void leavingCallersLeaveNoConnection(Way way) throws Exception {
		Random random = new Random(42);
		List<Script> answers = List.of(way.answer("complete"), Script.verbatim(way.verbatim("in one piece")),
				Script.verbatim(way.verbatim("with a rest") + "rest"), Script.sse().event(ChatJson.delta("a")).stall(),
				Script.chunked("application/json").raw("{").stall(), Script.json(429, ChatJson.error("429", "later")),
				Script.text(503, "text/html", "<html>"), way.answer("hints").interim(103),
				Script.verbatim("HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n").stall());
		for (int i = 0; i < STORM; i++) {
			this.server.enqueue(answers.get(random.nextInt(answers.size())));
			TestExchange exchange = new TestExchange();
			Way.Asking asking = way.start(client(), exchange);
			if (random.nextInt(10) > 3) {
				this.server.takeRequest();
			}
			long leaveAt = System.nanoTime() + random.nextInt(1_500_000);
			while (System.nanoTime() < leaveAt) {
				Thread.onSpinWait();
			}
			if (random.nextBoolean()) {
				asking.leave();
			}
			else {
				exchange.cancel();
			}
			asking.awaitEnd();
		}
		DeploymentConnector connector = Objects.requireNonNull(this.connector);
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.untilAsserted(() -> assertThat(acquiredConnections(connector)).isZero());
		this.server.forget();
		assertThatTheNextCallerGets(way, "own answer");
		assertThat(NettyLeaks.collect()).isEmpty();
	}

	private void assertThatTheNextCallerGetsNothingForeign(Way way, String answer) {
		try {
			assertThatTheNextCallerGets(way, answer);
		}
		catch (RuntimeException ex) {
			// the connection was taken before it was closed
			assertThat(client().fault(ex).kind()).as("%s, because of %s", ex, ex.getCause())
				.isIn(Fault.Kind.RESET, Fault.Kind.CONNECT);
			this.server.forget();
			assertThatTheNextCallerGets(way, answer);
		}
	}

	private void assertThatTheNextCallerGets(Way way, String answer) {
		this.server.enqueue(way.answer(answer));
		assertThat(way.ask(client())).isEqualTo(answer);
	}

	/** The ways of asking a client. */
	enum Way {

		CALL {
			@Override
			Script answer(String text) {
				return Script.json(200, ChatJson.completion(text));
			}

			@Override
			String body(String text) {
				return ChatJson.completion(text);
			}

			@Override
			String ask(DeploymentClient client, TestExchange exchange) {
				return text(client.call(PROMPT, exchange));
			}
		},

		STREAM {
			@Override
			Script answer(String text) {
				return Script.sse().event(ChatJson.delta(text)).event(ChatJson.finish("stop")).done();
			}

			@Override
			String body(String text) {
				return "data: " + ChatJson.delta(text) + "\n\ndata: " + ChatJson.finish("stop")
						+ "\n\ndata: [DONE]\n\n";
			}

			@Override
			String ask(DeploymentClient client, TestExchange exchange) {
				StringBuilder text = new StringBuilder();
				client.stream(PROMPT, exchange).doOnNext((chunk) -> text.append(text(chunk))).blockLast();
				return text.toString();
			}

			@Override
			Asking start(DeploymentClient client, TestExchange exchange) {
				CountDownLatch ended = new CountDownLatch(1);
				Disposable stream = client.stream(PROMPT, exchange)
					.doFinally((signal) -> ended.countDown())
					.subscribe((chunk) -> {
					}, (ex) -> {
					});
				return new Asking(stream::dispose, ended);
			}
		};

		/** Asks on a thread of its own. */
		Asking start(DeploymentClient client, TestExchange exchange) {
			CountDownLatch ended = new CountDownLatch(1);
			Thread caller = new Thread(() -> {
				catchThrowable(() -> ask(client, exchange));
				ended.countDown();
			});
			caller.start();
			return new Asking(caller::interrupt, ended);
		}

		/** A script that answers. */
		abstract Script answer(String text);

		abstract String body(String text);

		abstract String ask(DeploymentClient client, TestExchange exchange);

		String ask(DeploymentClient client) {
			return ask(client, new TestExchange());
		}

		Fault fault(DeploymentClient client, TestExchange exchange) {
			return client.fault(catchThrowable(() -> ask(client, exchange)));
		}

		/** The answer as it comes over the wire. */
		String verbatim(String text) {
			return withContentLength(text, 0);
		}

		String withContentLength(String text, int wrongBy) {
			String type = (this == CALL) ? "application/json" : "text/event-stream";
			int length = body(text).getBytes(StandardCharsets.UTF_8).length + wrongBy;
			return "HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ncontent-length: " + length + "\r\n\r\n"
					+ body(text);
		}

		private static String text(ChatResponse response) {
			String text = (response.getResult() != null) ? response.getResult().getOutput().getText() : null;
			return Objects.requireNonNullElse(text, "");
		}

		/**
		 * A caller that waits.
		 *
		 * @param leaving cancels or interrupts
		 * @param ended counted down when it waits no more
		 */
		record Asking(Runnable leaving, CountDownLatch ended) {

			void leave() {
				this.leaving.run();
			}

			void awaitEnd() throws InterruptedException {
				assertThat(this.ended.await(10, TimeUnit.SECONDS)).isTrue();
			}

		}

	}

}
