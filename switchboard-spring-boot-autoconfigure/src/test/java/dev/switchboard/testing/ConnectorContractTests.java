package dev.switchboard.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.switchboard.InvalidResponseException;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.KeySource;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.Stage;
import dev.switchboard.connector.TlsSettings;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.wire.TransportFault;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What every connector guarantees, over real HTTP on loopback.
 */
@Timeout(120)
public abstract class ConnectorContractTests {

	protected static final Prompt PROMPT = new Prompt("Who won?");

	private static final JsonMapper JSON = new JsonMapper();

	protected final ScriptedServer server = new ScriptedServer();

	private final AtomicReference<@Nullable String> key = new AtomicReference<>("key-1");

	private DeploymentConnector connector = (deployment) -> {
		throw new IllegalStateException("not yet set up");
	};

	@BeforeEach
	void createConnector() {
		this.connector = connector();
	}

	@AfterEach
	void close() throws Exception {
		((AutoCloseable) this.connector).close();
		this.server.close();
	}

	protected abstract DeploymentConnector connector();

	/**
	 * The path a request is expected at.
	 * @param prefix the path of the endpoint
	 * @return path and query
	 */
	protected abstract String expectedPath(String prefix);

	protected abstract void assertKey(ReceivedRequest request, String key);

	protected DeploymentClient client() {
		return client(this.server.endpoint());
	}

	protected DeploymentClient client(URI endpoint) {
		return client(endpoint, Duration.ofSeconds(30), Duration.ofSeconds(30));
	}

	private DeploymentClient client(URI endpoint, Duration firstChunk, Duration idle) {
		return this.connector.connect(new DeploymentSettings("east", endpoint, "2024-10-21", this.key::get,
				Duration.ofSeconds(30), Duration.ofSeconds(2), firstChunk, idle));
	}

	private static DeploymentSettings settings(URI endpoint, Map<String, String> headers, @Nullable TlsSettings tls) {
		Duration timeout = Duration.ofSeconds(30);
		return new DeploymentSettings("east", endpoint, "2024-10-21", KeySource.CONFIGURED, () -> "key",
				DeploymentSettings.TOKEN_SCOPE, headers, tls, timeout, Duration.ofSeconds(5), timeout, timeout);
	}

	protected static String text(ChatResponse response) {
		return Objects.requireNonNullElse(response.getResult().getOutput().getText(), "");
	}

	private static String text(List<ChatResponse> chunks) {
		StringBuilder text = new StringBuilder();
		for (ChatResponse chunk : chunks) {
			if (chunk.getResult() != null) {
				text.append(text(chunk));
			}
		}
		return text.toString();
	}

	protected JsonNode body(ReceivedRequest request) {
		try {
			return JSON.readTree(request.body());
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Script hello() {
		return Script.sse()
			.event(ChatJson.promptFilter())
			.event(ChatJson.role())
			.event(ChatJson.delta("Hel"))
			.event(ChatJson.delta("lo"))
			.event(ChatJson.finish("stop"))
			.event(ChatJson.usage(10, 5, 4))
			.done();
	}

	private List<ChatResponse> stream() {
		return Objects
			.requireNonNull(client().stream(PROMPT, new TestExchange()).collectList().block(Duration.ofSeconds(30)));
	}

	private static ModelSettings user(String user) {
		return new ModelSettings("gpt-4o-mini", "mini-deployment", new RequestOptions(null, null, null, null, null,
				null, null, null, user, null, null, null, null, null, null, null), Set.of());
	}

	private static long upstreamThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("switchboard-"))
			.count();
	}

	protected final Fault faultOfCall(DeploymentClient client, TestExchange exchange) {
		return exchange.fault(client, catchThrowable(() -> client.call(PROMPT, exchange)));
	}

	protected final Fault faultOfStream(DeploymentClient client, TestExchange exchange) {
		return exchange.fault(client,
				catchThrowable(() -> client.stream(PROMPT, exchange).blockLast(Duration.ofSeconds(30))));
	}

	private static void await(Supplier<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(condition::get);
	}

	/** What a request says. */
	@Nested
	class Requests {

		// --- requests

		@Test
		void callSendsOneRequest() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("The Reds")));
			ChatResponse response = client().call(PROMPT, new TestExchange());
			assertThat(text(response)).isEqualTo("The Reds");
			assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(15);
			assertThat(ConnectorContractTests.this.server.requests()).singleElement()
				.satisfies((request) -> assertThat(request.path()).isEqualTo(expectedPath("")))
				.satisfies((request) -> assertThat(body(request).path("model").asText()).isEqualTo("mini-deployment"))
				.satisfies((request) -> assertThat(body(request).has("stream_options")).isFalse());
		}

		@Test
		void streamAsksForUsageAndReadsTheChunks() {
			ConnectorContractTests.this.server.enqueue(hello());
			List<ChatResponse> chunks = stream();
			assertThat(text(chunks)).isEqualTo("Hello");
			Usage last = chunks.get(chunks.size() - 1).getMetadata().getUsage();
			assertThat(last.getTotalTokens()).isEqualTo(15);
			assertThat(client().cachedTokens(last)).isEqualTo(4);
			JsonNode body = body(ConnectorContractTests.this.server.requests().get(0));
			assertThat(body.path("stream").asBoolean()).isTrue();
			assertThat(body.path("stream_options").path("include_usage").asBoolean()).isTrue();
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "/", "/gateway/azure", "/gateway/azure/" })
		void endpointMayHaveAPathAndATrailingSlash(String path) {
			ConnectorContractTests.this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
			client(URI.create(ConnectorContractTests.this.server.endpoint() + path)).call(PROMPT, new TestExchange());
			assertThat(ConnectorContractTests.this.server.requests().get(0).path())
				.isEqualTo(expectedPath(path.replaceFirst("/$", "")));
		}

		@Test
		void keyIsAskedForWithEveryAttempt() {
			ConnectorContractTests.this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
			DeploymentClient client = client();
			client.call(PROMPT, new TestExchange());
			ConnectorContractTests.this.key.set("key-2");
			client.call(PROMPT, new TestExchange());
			ConnectorContractTests.this.server.otherwise(hello());
			ConnectorContractTests.this.key.set("key-3");
			client.stream(PROMPT, new TestExchange()).blockLast();
			List<ReceivedRequest> requests = ConnectorContractTests.this.server.requests();
			assertKey(requests.get(0), "key-1");
			assertKey(requests.get(1), "key-2");
			assertKey(requests.get(2), "key-3");
		}

		@Test
		void headersOfTheExchangeAreSent() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")), hello());
			TestExchange exchange = new TestExchange(new TestExchange().model(), Duration.ofSeconds(30),
					Map.of("traceparent", "00-1-2-01"));
			client().call(PROMPT, exchange);
			client().stream(PROMPT, exchange).blockLast();
			assertThat(ConnectorContractTests.this.server.requests())
				.extracting((request) -> request.header("traceparent"))
				.containsExactly("00-1-2-01", "00-1-2-01");
		}

		@Test
		void headersOfTheDeploymentAreSent() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")), hello());
			DeploymentClient client = ConnectorContractTests.this.connector
				.connect(settings(ConnectorContractTests.this.server.endpoint(),
						Map.of("Ocp-Apim-Subscription-Key", "gateway-key"), null));
			client.call(PROMPT, new TestExchange());
			client.stream(PROMPT, new TestExchange()).blockLast();
			assertThat(ConnectorContractTests.this.server.requests())
				.extracting((request) -> request.header("ocp-apim-subscription-key"))
				.containsExactly("gateway-key", "gateway-key");
		}

		@Test
		void omittedOptionsAreInNoRequest() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")), hello());
			TestExchange exchange = new TestExchange(new ModelSettings("o", "o-deployment", RequestOptions.NONE,
					Set.of("temperature", "max-tokens", "logprobs", "top-log-probs")));
			Prompt prompt = new Prompt("Keep \"logprobs\":false and max_tokens",
					SwitchboardChatOptions.builder().temperature(0.5).maxTokens(5).logprobs(false).seed(7L).build());
			client().call(prompt, exchange);
			client().stream(prompt, exchange).blockLast();
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2).allSatisfy((request) -> {
				assertThat(body(request).fieldNames()).toIterable()
					.contains("seed")
					.doesNotContain("temperature", "max_tokens", "logprobs", "top_logprobs");
				assertThat(body(request).at("/messages/0").toString()).contains("logprobs", "max_tokens");
			});
		}

		@Test
		void everySubscriptionIsARequestOfItsOwn() {
			ConnectorContractTests.this.server.otherwise(hello());
			Flux<ChatResponse> stream = client().stream(PROMPT, new TestExchange());
			assertThat(ConnectorContractTests.this.server.requests()).isEmpty();
			stream.blockLast();
			stream.blockLast();
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2);
		}

		@Test
		void defaultsApplyAndOmittedOptionsAreNotSent() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")));
			RequestOptions defaults = new RequestOptions(0.7, 0.9, 100, null, List.of("END"), null, null, 42L, "team",
					null, null, null, null, null, null, null);
			ModelSettings model = new ModelSettings("o", "o-deployment", defaults, Set.of("top-p", "seed"));
			ChatOptions options = ChatOptions.builder().temperature(0.1).model("o").build();
			client().call(new Prompt("hi", options), new TestExchange(model));
			JsonNode body = body(ConnectorContractTests.this.server.requests().get(0));
			assertThat(body.path("temperature").asDouble()).isEqualTo(0.1);
			assertThat(body.path("max_tokens").asInt()).isEqualTo(100);
			// a single one may be text
			assertThat(body.path("stop").toString()).contains("\"END\"");
			assertThat(body.path("user").asText()).isEqualTo("team");
			assertThat(body.has("top_p")).isFalse();
			assertThat(body.has("seed")).isFalse();
			assertThat(body.path("model").asText()).isEqualTo("o-deployment");
			assertThat(options.getModel()).isEqualTo("o");
		}

		@Test
		void extraFieldsAreSentAndTheCallersWin() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")), hello());
			RequestOptions defaults = SwitchboardChatOptions.builder()
				.extra(Map.of("verbosity", "low", "service_tier", "flex", "nested", Map.of("a", 1)))
				.build()
				.getRequestOptions();
			ModelSettings model = new ModelSettings("m", "m-deployment", defaults, Set.of());
			Prompt prompt = new Prompt("hi",
					SwitchboardChatOptions.builder().extra(Map.of("verbosity", "high")).build());
			client().call(prompt, new TestExchange(model));
			client().stream(prompt, new TestExchange(model)).blockLast();
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2).allSatisfy((request) -> {
				JsonNode body = body(request);
				assertThat(body.path("verbosity").asText()).isEqualTo("high");
				assertThat(body.path("service_tier").asText()).isEqualTo("flex");
				assertThat(body.at("/nested/a").asInt()).isOne();
				assertThat(body.has("extra")).isFalse();
			});
		}

		@Test
		void toolsAreOfferedAndNeverRun() {
			AtomicInteger runs = new AtomicInteger();
			Function<String, String> weather = (city) -> "sunny " + runs.incrementAndGet();
			ToolCallingChatOptions options = ToolCallingChatOptions.builder()
				.toolCallbacks(FunctionToolCallback.builder("weather", weather).inputType(String.class).build())
				.build();
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.toolCall("weather", "\"Bonn\"")),
					Script.sse()
						.event(ChatJson.toolCallStart("weather"))
						.event(ChatJson.toolCallArguments("\"Bonn\""))
						.event(ChatJson.finish("tool_calls"))
						.done());
			Prompt prompt = new Prompt("Weather?", options);
			assertThat(client().call(prompt, new TestExchange()).hasToolCalls()).isTrue();
			assertThat(client().stream(prompt, new TestExchange()).any(ChatResponse::hasToolCalls).block()).isTrue();
			assertThat(runs).hasValue(0);
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(
						body(request).path("tools").get(0).path("function").path("name").asText())
					.isEqualTo("weather"));
		}

	}

	/** How the answer to a request is read. */
	@Nested
	class Responses {

		// --- heads

		@Test
		void headIsReportedWithItsHeadersBeforeTheBody() throws Exception {
			CountDownLatch seen = new CountDownLatch(1);
			ConnectorContractTests.this.server.enqueue(
					Script.chunked("application/json")
						.header("x-ratelimit-remaining-tokens", "900")
						.await(seen)
						.raw(ChatJson.completion("ok")),
					Script.sse().header("x-ratelimit-remaining-tokens", "800").event(ChatJson.delta("a")).stall());
			TestExchange exchange = new TestExchange();
			CompletableFuture<ChatResponse> call = CompletableFuture.supplyAsync(() -> client().call(PROMPT, exchange));
			await(() -> !exchange.heads().isEmpty());
			assertThat(call).isNotDone();
			seen.countDown();
			assertThat(text(call.get(10, TimeUnit.SECONDS))).isEqualTo("ok");
			Disposable stream = client().stream(PROMPT, exchange).subscribe();
			await(() -> exchange.heads().size() == 2);
			stream.dispose();
			assertThat(exchange.heads()).extracting(TestExchange.Head::status).containsExactly(200, 200);
			assertThat(exchange.heads()).extracting((head) -> head.headers().first("X-RateLimit-Remaining-Tokens"))
				.containsExactly("900", "800");
		}

		// --- errors of the service

		@ParameterizedTest
		@ValueSource(ints = { 400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504 })
		void errorStatusIsOneRequestAndOneFault(int status) {
			ConnectorContractTests.this.server
				.otherwise(Script.json(status, ChatJson.error("SomeCode", "Some message")).header("retry-after", "7"));
			DeploymentClient client = client();
			Throwable ofCall = catchThrowable(() -> client.call(PROMPT, new TestExchange()));
			Throwable ofStream = catchThrowable(() -> client.stream(PROMPT, new TestExchange()).blockLast());
			for (Throwable failure : List.of(ofCall, ofStream)) {
				Fault fault = client.fault(failure);
				assertThat(fault.kind()).isEqualTo(Fault.Kind.STATUS);
				assertThat(fault.status()).isEqualTo(status);
				assertThat(fault.code()).isEqualTo("SomeCode");
				assertThat(fault.message()).isEqualTo("Some message");
				assertThat(fault.headers().first("Retry-After")).isEqualTo("7");
				assertThat(fault.cause()).isSameAs(failure);
			}
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2);
		}

		@Test
		void errorWithAnotherBodyThanJsonKeepsItsStatus() {
			ConnectorContractTests.this.server.enqueue(
					Script.text(503, "text/html", "<html>Service Unavailable</html>"),
					Script.text(503, "application/json", "not json"), Script.text(503, "text/plain", ""));
			for (int i = 0; i < 3; i++) {
				Fault fault = faultOfCall(client(), new TestExchange());
				assertThat(fault.kind()).isEqualTo(Fault.Kind.STATUS);
				assertThat(fault.status()).isEqualTo(503);
			}
		}

		@Test
		void errorWhoseBodyIsCutKeepsItsStatus() {
			ConnectorContractTests.this.server.otherwise(Script.truncated(429, 500, "{\"error\":"));
			assertThat(faultOfCall(client(), new TestExchange()).status()).isEqualTo(429);
			assertThat(faultOfStream(client(), new TestExchange()).status()).isEqualTo(429);
		}

		@ParameterizedTest
		@ValueSource(strings = { "", "not json at all", "<html><body>Sorry</body></html>", "[1,2]", "\"text\"",
				"{\"choices\":[", "{\"choices\":\"none\"}" })
		void unusableJsonIsAnInvalidResponse(String content) {
			ConnectorContractTests.this.server.otherwise(Script.json(200, content));
			DeploymentClient client = client();
			Throwable ofCall = catchThrowable(() -> client.call(PROMPT, new TestExchange()));
			Throwable ofStream = catchThrowable(() -> client.stream(PROMPT, new TestExchange()).blockLast());
			for (Throwable failure : List.of(ofCall, ofStream)) {
				assertThat(client.fault(failure).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
				InvalidResponseException invalid = Objects
					.requireNonNull(TransportFault.find(failure, InvalidResponseException.class));
				assertThat(invalid.getMessage()).doesNotContain("Sorry").doesNotContain("not json at all");
				if (invalid.getCause() != null) {
					assertThat(invalid.getCause()).hasMessageNotContaining("Sorry")
						.hasMessageNotContaining("not json at");
				}
			}
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2);
		}

		@ParameterizedTest
		@ValueSource(strings = { "{}", "{\"choices\":[]}" })
		void successWithoutChoicesIsAResponseWithoutResult(String content) {
			ConnectorContractTests.this.server.otherwise(Script.json(200, content));
			assertThat(client().call(PROMPT, new TestExchange()).getResult()).isNull();
		}

		// --- connections

		@Test
		void connectionsAreUsedAgainAfterCompleteResponses() {
			DeploymentClient client = client();
			for (int i = 0; i < 5; i++) {
				ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")), hello(),
						Script.json(429, "{}"));
				client.call(PROMPT, new TestExchange());
				client.stream(PROMPT, new TestExchange()).blockLast();
				assertThat(faultOfCall(client, new TestExchange()).status()).isEqualTo(429);
			}
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(15);
			// the next request may overtake the return of a connection to the pool
			assertThat(ConnectorContractTests.this.server.acceptedConnections()).isLessThan(5);
		}

	}

	/** How a connection fails. */
	@Nested
	class Connections {

		@Test
		void unknownHostIsAConnectFault() {
			URI nowhere = URI.create("https://nowhere.invalid");
			assertThat(faultOfCall(client(nowhere), new TestExchange()).kind()).isEqualTo(Fault.Kind.CONNECT);
		}

		@Test
		void untrustedCertificateIsACertificateFault(@TempDir Path directory) throws Exception {
			try (ScriptedServer secured = new ScriptedServer(0, SelfSigned.sockets(directory))) {
				URI endpoint = URI.create("https://127.0.0.1:" + secured.port());
				assertThat(faultOfCall(client(endpoint), new TestExchange()).kind()).isEqualTo(Fault.Kind.CERTIFICATE);
				assertThat(faultOfStream(client(endpoint), new TestExchange()).kind())
					.isEqualTo(Fault.Kind.CERTIFICATE);
				assertThat(secured.requests()).isEmpty();
			}
		}

		@Test
		void sslBundleDecidesWhomToTrust(@TempDir Path directory) throws Exception {
			try (ScriptedServer secured = new ScriptedServer(0, SelfSigned.sockets(directory))) {
				secured.otherwise(Script.json(200, ChatJson.completion("trusted")));
				TlsSettings tls = new TlsSettings(SelfSigned.trusting(directory), List.of("TLSv1.3"), List.of());
				DeploymentClient client = ConnectorContractTests.this.connector
					.connect(settings(URI.create("https://127.0.0.1:" + secured.port()), Map.of(), tls));
				assertThat(text(client.call(PROMPT, new TestExchange()))).isEqualTo("trusted");
				DeploymentClient other = ConnectorContractTests.this.connector
					.connect(settings(URI.create("https://localhost:" + secured.port()), Map.of(), tls));
				assertThat(faultOfCall(other, new TestExchange()).kind()).as("a certificate for another host")
					.isEqualTo(Fault.Kind.CERTIFICATE);
			}
		}

		@Test
		void refusedConnectionIsAConnectFault() {
			URI nobody = ConnectorContractTests.this.server.endpoint();
			ConnectorContractTests.this.server.close();
			assertThat(faultOfCall(client(nobody), new TestExchange()).kind()).isEqualTo(Fault.Kind.CONNECT);
			assertThat(faultOfStream(client(nobody), new TestExchange()).kind()).isEqualTo(Fault.Kind.CONNECT);
		}

		/**
		 * A full queue of connections that nobody accepts: Linux drops what else comes.
		 */
		@Test
		@EnabledOnOs(OS.LINUX)
		void hostThatDoesNotReactIsAConnectFault() throws IOException {
			List<SocketChannel> queue = new ArrayList<>();
			try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
				for (int i = 0; i < 8; i++) {
					SocketChannel channel = SocketChannel.open();
					queue.add(channel);
					channel.configureBlocking(false);
					channel.connect(deaf.getLocalSocketAddress());
				}
				URI endpoint = URI.create("http://127.0.0.1:" + deaf.getLocalPort());
				assertThat(faultOfCall(client(endpoint), new TestExchange()).kind()).isEqualTo(Fault.Kind.CONNECT);
				assertThat(faultOfStream(client(endpoint), new TestExchange()).kind()).isEqualTo(Fault.Kind.CONNECT);
			}
			finally {
				for (SocketChannel channel : queue) {
					channel.close();
				}
			}
		}

		/** Nothing is ever routed there: the kernel refuses at once. */
		@Test
		@EnabledOnOs(OS.LINUX)
		void networkThatCannotBeReachedIsAConnectFault() {
			URI broadcast = URI.create("http://255.255.255.255:9");
			TestExchange exchange = new TestExchange();
			assertThat(faultOfCall(client(broadcast), exchange).kind()).isEqualTo(Fault.Kind.CONNECT);
			assertThat(exchange.stage()).isEqualTo(Stage.CONNECTING);
			assertThat(faultOfStream(client(broadcast), exchange).kind()).isEqualTo(Fault.Kind.CONNECT);
			assertThat(exchange.stage()).isEqualTo(Stage.CONNECTING);
		}

		@Test
		void brokenConnectionWhileSendingIsAReset() throws Exception {
			Prompt large = new Prompt("x".repeat(16 * 1024 * 1024));
			try (ServerSocket impatient = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
				Thread server = new Thread(() -> {
					while (!impatient.isClosed()) {
						try (Socket socket = impatient.accept()) {
							socket.getInputStream().readNBytes(10_000);
							socket.setSoLinger(true, 0);
						}
						catch (IOException ex) {
							// the test has ended
						}
					}
				});
				server.start();
				DeploymentClient client = client(URI.create("http://127.0.0.1:" + impatient.getLocalPort()));
				for (boolean streamed : new boolean[] { false, true }) {
					TestExchange exchange = new TestExchange();
					Throwable failure = catchThrowable(() -> {
						if (streamed) {
							client.stream(large, exchange).blockLast();
						}
						else {
							client.call(large, exchange);
						}
					});
					assertThat(exchange.fault(client, failure).kind()).as(String.valueOf(failure))
						.isEqualTo(Fault.Kind.RESET);
					assertThat(exchange.stage()).isEqualTo(Stage.SENT);
				}
			}
		}

		@Test
		void closedConnectionIsNotRetried() {
			ConnectorContractTests.this.server.enqueue(Script.hangUp(), Script.resetBeforeHead(), Script.hangUp(),
					Script.resetBeforeHead());
			DeploymentClient client = client();
			assertThat(faultOfCall(client, new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(faultOfCall(client, new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(faultOfStream(client, new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(faultOfStream(client, new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(4);
		}

		@Test
		void bodyThatIsCutIsAReset() {
			ConnectorContractTests.this.server.enqueue(Script.truncated(200, 5000, "{\"choices\":"));
			assertThat(faultOfCall(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.RESET);
		}

	}

	/** When a request ends that nobody answers. */
	@Nested
	class Timeouts {

		// --- time

		@Test
		void callWithoutAnAnswerEndsAtTheTimeout() {
			ConnectorContractTests.this.server.enqueue(Script.silence());
			assertThat(faultOfCall(client(), new TestExchange(Duration.ofMillis(200))).kind())
				.isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void callWhoseBodyDribblesEndsAtTheTimeout() {
			ConnectorContractTests.this.server.enqueue(Script.chunked("application/json").dribble(" ", 20));
			assertThat(faultOfCall(client(), new TestExchange(Duration.ofMillis(300))).kind())
				.isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void streamWithoutAHeadEndsAtTheTimeout() {
			ConnectorContractTests.this.server.enqueue(Script.silence());
			assertThat(faultOfStream(client(), new TestExchange(Duration.ofMillis(200))).kind())
				.isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void streamOutlastsTimeoutAfterItsHead() {
			CountDownLatch late = new CountDownLatch(1);
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.event(ChatJson.delta("a"))
				.await(late)
				.event(ChatJson.delta("b"))
				.event(ChatJson.finish("stop"))
				.done());
			StepVerifier
				.create(client().stream(PROMPT, new TestExchange(Duration.ofMillis(500))).map(ChatResponse::getResult))
				.thenAwait(Duration.ofMillis(800))
				.then(late::countDown)
				.expectNextCount(3)
				.verifyComplete();
		}

		@Test
		void commentsDoNotExtendFirstChunkTimeout() {
			ConnectorContractTests.this.server.enqueue(Script.sse().dribble(": keep-alive\n\n", 20), Script.silence());
			DeploymentClient client = client(ConnectorContractTests.this.server.endpoint(), Duration.ofMillis(300),
					Duration.ofSeconds(30));
			assertThat(faultOfStream(client, new TestExchange()).kind()).isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(faultOfStream(client, new TestExchange()).kind()).isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void silentStreamEndsAtIdleTimeout() {
			ConnectorContractTests.this.server.enqueue(
					Script.sse().event(ChatJson.role()).event(ChatJson.delta("Hel")).dribble(": keep-alive\n\n", 20));
			DeploymentClient client = client(ConnectorContractTests.this.server.endpoint(), Duration.ofSeconds(30),
					Duration.ofMillis(300));
			StringBuilder text = new StringBuilder();
			Throwable failure = catchThrowable(() -> client.stream(PROMPT, new TestExchange())
				.doOnNext((chunk) -> text.append(text(List.of(chunk))))
				.blockLast());
			assertThat(client.fault(failure).kind()).isEqualTo(Fault.Kind.TIMEOUT);
			assertThat(text).hasToString("Hel");
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void streamThatStaysOpenAfterItsEndCompletes() {
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.event(ChatJson.delta("a"))
				.event(ChatJson.finish("stop"))
				.event(ChatJson.usage(10, 5))
				.done()
				.stall());
			assertThat(text(stream())).isEqualTo("a");
		}

		@Test
		void idleTimeoutDoesNotStartBeforeTheFirstContent() {
			CountDownLatch late = new CountDownLatch(1);
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.event(ChatJson.promptFilter())
				.event(ChatJson.role())
				.await(late)
				.event(ChatJson.delta("a"))
				.event(ChatJson.finish("stop"))
				.done());
			DeploymentClient client = client(ConnectorContractTests.this.server.endpoint(), Duration.ofSeconds(30),
					Duration.ofMillis(200));
			StepVerifier.create(client.stream(PROMPT, new TestExchange()).map(ConnectorContractTests::text))
				.expectSubscription()
				.thenAwait(Duration.ofMillis(600))
				.then(late::countDown)
				.thenConsumeWhile(String::isEmpty)
				.expectNext("a")
				.thenConsumeWhile(String::isEmpty)
				.verifyComplete();
		}

	}

	/** What is too large, compressed or impossible. */
	@Nested
	class Bounds {

		// --- sizes

		@Test
		void headMayBeLong() {
			String long20kB = "x".repeat(20_000);
			ConnectorContractTests.this.server.enqueue(
					Script.json(200, ChatJson.completion("ok")).header("x-policy", long20kB),
					hello().header("x-policy", long20kB), Script.json(429, "{}").header("x-policy", long20kB));
			assertThat(text(client().call(PROMPT, new TestExchange()))).isEqualTo("ok");
			assertThat(text(stream())).isEqualTo("Hello");
			assertThat(faultOfCall(client(), new TestExchange()).status()).isEqualTo(429);
		}

		@Test
		void errorWhoseBodyHasNoEndKeepsItsStatus() {
			ConnectorContractTests.this.server
				.otherwise(Script.chunked(503, "text/html").dribble("x".repeat(64_000), 0));
			assertThat(faultOfCall(client(), new TestExchange()).status()).isEqualTo(503);
			assertThat(faultOfStream(client(), new TestExchange()).status()).isEqualTo(503);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void successWhoseBodyHasNoEndIsAnInvalidResponse() {
			ConnectorContractTests.this.server
				.otherwise(Script.chunked("application/json").raw("{\"id\":\"").dribble("x".repeat(256_000), 0));
			assertThat(faultOfCall(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			assertThat(faultOfStream(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void eventWithoutAnEndIsAnInvalidResponse() {
			ConnectorContractTests.this.server
				.otherwise(Script.sse().event(ChatJson.delta("a")).raw("data: ").dribble("x".repeat(256_000), 0));
			assertThat(faultOfStream(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			assertThat(ConnectorContractTests.this.server.requests()).allMatch(ReceivedRequest::awaitAbandoned);
		}

		@Test
		void largeAnswersArrive() {
			String large = "Grüße ".repeat(1_000_000);
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion(large)),
					Script.sse().event(ChatJson.delta(large)).event(ChatJson.finish("stop")).done());
			assertThat(text(client().call(PROMPT, new TestExchange()))).isEqualTo(large);
			assertThat(text(stream())).isEqualTo(large);
		}

		@Test
		void unrequestedCompressionIsRead() throws IOException {
			Script call = Script.chunked("application/json").bytes(gzip(ChatJson.completion("Hello")));
			Script stream = Script.sse()
				.bytes(gzip("data: " + ChatJson.delta("Hello") + "\n\ndata: " + ChatJson.finish("stop") + "\n\n"));
			Script error = Script.chunked(429, "application/json").bytes(gzip(ChatJson.error("429", "Slow down")));
			ConnectorContractTests.this.server.enqueue(call.header("content-encoding", "gzip"),
					stream.header("content-encoding", "gzip"), error.header("content-encoding", "gzip"));
			assertThat(text(client().call(PROMPT, new TestExchange()))).isEqualTo("Hello");
			assertThat(text(stream())).isEqualTo("Hello");
			assertThat(faultOfCall(client(), new TestExchange()).message()).isEqualTo("Slow down");
			assertThat(ConnectorContractTests.this.server.requests())
				.allSatisfy((request) -> assertThat(request.header("accept-encoding")).isEqualTo("identity"));
		}

		@ParameterizedTest
		@ValueSource(strings = { "gzip", "br", "unknown" })
		void bodyThatCannotBeDecompressedIsAnInvalidResponse(String encoding) {
			ConnectorContractTests.this.server.otherwise(Script.chunked("application/json")
				.header("content-encoding", encoding)
				.bytes(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }));
			assertThat(faultOfCall(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			assertThat(faultOfStream(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
		}

		private static byte[] gzip(String text) throws IOException {
			ByteArrayOutputStream compressed = new ByteArrayOutputStream();
			try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
				gzip.write(text.getBytes(StandardCharsets.UTF_8));
			}
			return compressed.toByteArray();
		}

		@Test
		void usageIsWithinBoundsAndHasATotal() {
			List<String> reported = List.of("{\"prompt_tokens\":10,\"completion_tokens\":5}",
					"{\"prompt_tokens\":-5000,\"completion_tokens\":-3,\"total_tokens\":-5003}",
					"{\"prompt_tokens\":3000000000,\"completion_tokens\":5,\"total_tokens\":3000000005,"
							+ "\"prompt_tokens_details\":{\"cached_tokens\":-7}}",
					"{\"prompt_tokens\":12345678901234567890123,\"completion_tokens\":5.0,\"total_tokens\":\"none\"}");
			List<List<Integer>> expected = List.of(List.of(10, 5, 15), List.of(0, 0, 0),
					List.of(Integer.MAX_VALUE, 5, Integer.MAX_VALUE), List.of(Integer.MAX_VALUE, 5, Integer.MAX_VALUE));
			for (int i = 0; i < reported.size(); i++) {
				String usage = "\"usage\":" + reported.get(i) + "}";
				ConnectorContractTests.this.server.enqueue(
						Script.json(200, ChatJson.completion("Hello").strip().replaceFirst("(?s)\"usage\".*$", usage)),
						Script.sse()
							.event(ChatJson.delta("Hello"))
							.event(ChatJson.finish("stop"))
							.event("{\"id\":\"1\",\"created\":1,\"choices\":[]," + usage)
							.done());
				List<ChatResponse> chunks = new ArrayList<>(List.of(client().call(PROMPT, new TestExchange())));
				chunks.add(last(stream()));
				for (ChatResponse response : chunks) {
					Usage figures = response.getMetadata().getUsage();
					assertThat(
							List.of(figures.getPromptTokens(), figures.getCompletionTokens(), figures.getTotalTokens()))
						.isEqualTo(expected.get(i));
					assertThat(client().cachedTokens(figures)).isZero();
				}
			}
		}

		private static ChatResponse last(List<ChatResponse> chunks) {
			return chunks.get(chunks.size() - 1);
		}

		@Test
		void seedOf64BitsIsSentAsItIs() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")), hello());
			Prompt prompt = new Prompt("Hi", SwitchboardChatOptions.builder().seed(4294967303L).build());
			client().call(prompt, new TestExchange());
			client().stream(prompt, new TestExchange()).blockLast();
			assertThat(ConnectorContractTests.this.server.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(body(request).path("seed").asLong()).isEqualTo(4294967303L));
		}

	}

	/** How the events of a stream are read. */
	@Nested
	class Streams {

		// --- streams

		@Test
		void commentsAndEventLinesAreNotPartOfAStream() {
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.comment("keep-alive")
				.raw("event: message\nid: 1\nretry: 10\ndata: " + ChatJson.delta("Hel") + "\n\n")
				.raw(": half a com")
				.raw("ment\n")
				.raw("\r\ndata:" + ChatJson.delta("lo") + "\r\n\r\n")
				.comment("keep-alive")
				.event(ChatJson.finish("stop"))
				.raw("data: [DONE]"));
			assertThat(text(stream())).isEqualTo("Hello");
		}

		@Test
		void singleBytesArriveIntact() {
			String text = "Grüße, 世界 🌍";
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.bytewise()
				.event(ChatJson.delta(text))
				.event(ChatJson.finish("stop"))
				.event(ChatJson.usage(10, 5))
				.done());
			assertThat(text(stream())).isEqualTo(text);
		}

		@Test
		void splitCharactersArriveIntact() {
			byte[] event = ("data: " + ChatJson.delta("日本語") + "\n\n").getBytes(StandardCharsets.UTF_8);
			for (int split = event.length - 60; split < event.length; split++) {
				byte[] head = Arrays.copyOf(event, split);
				byte[] tail = Arrays.copyOfRange(event, split, event.length);
				ConnectorContractTests.this.server
					.enqueue(Script.sse().bytes(head).bytes(tail).event(ChatJson.finish("stop")).done());
				assertThat(text(stream())).isEqualTo("日本語");
			}
		}

		@ParameterizedTest
		@ValueSource(booleans = { true, false })
		void cutStreamDeliversEveryChunkBeforeTheCutAndFails(boolean reset) {
			CountDownLatch received = new CountDownLatch(1);
			Script script = Script.sse()
				.event(ChatJson.role())
				.event(ChatJson.delta("Hel"))
				.event(ChatJson.delta("lo"));
			script.await(received);
			ConnectorContractTests.this.server.enqueue(reset ? script.reset() : script.cut());
			DeploymentClient client = client();
			StringBuilder text = new StringBuilder();
			Throwable failure = catchThrowable(() -> client.stream(PROMPT, new TestExchange())
				.doOnNext((chunk) -> text.append(text(List.of(chunk))))
				.doOnNext((chunk) -> received.countDown())
				.blockLast());
			assertThat(client.fault(failure).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(text).hasToString("Hello");
		}

		@Test
		void toolCallThatIsCutIsNotDelivered() {
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.event(ChatJson.toolCallStart("weather"))
				.event(ChatJson.toolCallArguments("{\"a"))
				.cut());
			DeploymentClient client = client();
			AtomicInteger chunks = new AtomicInteger();
			Throwable failure = catchThrowable(() -> client.stream(PROMPT, new TestExchange())
				.filter((chunk) -> chunk.hasToolCalls())
				.doOnNext((chunk) -> chunks.incrementAndGet())
				.blockLast());
			assertThat(client.fault(failure).kind()).isEqualTo(Fault.Kind.RESET);
			assertThat(chunks).hasValue(0);
		}

		@Test
		void toolCallArrivesInOnePiece() {
			ConnectorContractTests.this.server.enqueue(Script.sse()
				.event(ChatJson.toolCallStart("weather"))
				.event(ChatJson.toolCallArguments("{\"city\":"))
				.event(ChatJson.toolCallArguments("\"Bonn\"}"))
				.event(ChatJson.finish("tool_calls"))
				.event(ChatJson.usage(10, 5))
				.done());
			assertThat(stream()).filteredOn(ChatResponse::hasToolCalls)
				.singleElement()
				.extracting((chunk) -> chunk.getResult().getOutput().getToolCalls().get(0).arguments())
				.isEqualTo("{\"city\":\"Bonn\"}");
		}

		@Test
		void errorEventIsAnErrorOfThatStatus() {
			ConnectorContractTests.this.server.enqueue(
					Script.sse().event(ChatJson.delta("Hel")).event(ChatJson.error("429", "Slow down")).done(),
					Script.sse().raw("event: error\ndata: {\"code\":\"server_error\",\"message\":\"Oops\"}\n\n"));
			Fault first = faultOfStream(client(), new TestExchange());
			assertThat(first.kind()).isEqualTo(Fault.Kind.STATUS);
			assertThat(first.status()).isEqualTo(429);
			assertThat(first.message()).isEqualTo("Slow down");
			Fault second = faultOfStream(client(), new TestExchange());
			assertThat(second.status()).isEqualTo(500);
			assertThat(second.code()).isEqualTo("server_error");
		}

		@ParameterizedTest
		@ValueSource(strings = { "data: {\"id\":\n\n", "<html>\n</html>\n", "data: oops\n\n", "data: [1]\n\n",
				"{\"error\":{}}", "", ": keep-alive\n\n" })
		void streamThatIsNoStreamIsAnInvalidResponse(String body) {
			ConnectorContractTests.this.server.enqueue(Script.sse().raw(body));
			assertThat(faultOfStream(client(), new TestExchange()).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
		}

		@Test
		void streamWithoutFinishReasonCompletes() {
			ConnectorContractTests.this.server.enqueue(Script.sse().event(ChatJson.delta("Hel")).done());
			assertThat(text(stream())).isEqualTo("Hel");
		}

		@Test
		void twoHundredStreamsAtOnceStayContiguous() {
			ConnectorContractTests.this.server.otherwise((request) -> {
				String marker = body(request).findValue("user").asText();
				Script script = Script.sse().event(ChatJson.role());
				IntStream.range(0, 10).forEach((i) -> script.event(ChatJson.delta(marker + ":" + i + " ")));
				return script.event(ChatJson.finish("stop")).event(ChatJson.usage(10, 20)).done();
			});
			DeploymentClient client = client();
			List<String> texts = Flux.range(0, 200)
				.flatMap((i) -> client.stream(PROMPT, new TestExchange(user("m" + i)))
					.collectList()
					.map((chunks) -> "m" + i + "=" + text(chunks)), 200)
				.collectList()
				.block(Duration.ofSeconds(100));
			assertThat(texts).hasSize(200).allSatisfy((entry) -> {
				String marker = entry.substring(0, entry.indexOf('='));
				StringBuilder expected = new StringBuilder();
				IntStream.range(0, 10).forEach((i) -> expected.append(marker).append(':').append(i).append(' '));
				assertThat(entry).isEqualTo(marker + "=" + expected);
			});
		}

		@Test
		void moreStreamsRunAtOnceThanTheDefaultPoolWouldHold() {
			CountDownLatch all = new CountDownLatch(520);
			ConnectorContractTests.this.server.otherwise((request) -> Script.sse()
				.signal(all)
				.await(all)
				.event(ChatJson.delta("a"))
				.event(ChatJson.finish("stop"))
				.done());
			DeploymentClient client = client();
			// a stream ends when all have begun, or fails
			Long finished = Flux.range(0, 520)
				.flatMap((i) -> client.stream(PROMPT, new TestExchange()).last(), 520)
				.count()
				.block(Duration.ofSeconds(100));
			assertThat(finished).isEqualTo(520);
		}

	}

	/** Cancels, interrupts and the end of the connector. */
	@Nested
	class Endings {

		// --- the caller loses interest

		@Test
		void cancelReachesTheServerEveryTime() throws Exception {
			ConnectorContractTests.this.server
				.otherwise(Script.sse().event(ChatJson.delta("a")).event(ChatJson.delta("b")).stall());
			DeploymentClient client = client();
			for (int i = 0; i < 100; i++) {
				if (i % 2 == 0) {
					client.stream(PROMPT, new TestExchange()).blockFirst();
				}
				else {
					TestExchange exchange = new TestExchange();
					CountDownLatch first = new CountDownLatch(1);
					client.stream(PROMPT, exchange).subscribe((chunk) -> first.countDown(), (ex) -> {
					});
					assertThat(first.await(10, TimeUnit.SECONDS)).isTrue();
					exchange.cancel();
				}
				assertThat(ConnectorContractTests.this.server.takeRequest().awaitAbandoned()).as("%d", i).isTrue();
			}
		}

		@Test
		void cancelBeforeTheHeadReachesTheServer() throws Exception {
			ConnectorContractTests.this.server.otherwise(Script.silence());
			DeploymentClient client = client();
			Disposable stream = client.stream(PROMPT, new TestExchange()).subscribe();
			ReceivedRequest request = ConnectorContractTests.this.server.takeRequest();
			stream.dispose();
			assertThat(request.awaitAbandoned()).isTrue();
		}

		@Test
		void cancelledExchangeEndsACall() throws Exception {
			ConnectorContractTests.this.server.otherwise(Script.silence());
			TestExchange exchange = new TestExchange();
			DeploymentClient client = client();
			CompletableFuture<Throwable> call = CompletableFuture
				.supplyAsync(() -> catchThrowable(() -> client.call(PROMPT, exchange)));
			ReceivedRequest request = ConnectorContractTests.this.server.takeRequest();
			exchange.cancel();
			assertThat(client.fault(call.get(10, TimeUnit.SECONDS)).kind()).isEqualTo(Fault.Kind.CANCELLED);
			assertThat(request.awaitAbandoned()).isTrue();
		}

		@ParameterizedTest
		@ValueSource(booleans = { true, false })
		void interruptEndsACallAndKeepsTheFlag(boolean inTheBody) throws Exception {
			ConnectorContractTests.this.server
				.otherwise(inTheBody ? Script.chunked("application/json").raw("{").stall() : Script.silence());
			DeploymentClient client = client();
			AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
			AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
			TestExchange exchange = new TestExchange();
			Thread caller = new Thread(() -> {
				failure.set(catchThrowable(() -> client.call(PROMPT, exchange)));
				flag.set(Thread.currentThread().isInterrupted());
			});
			caller.start();
			ReceivedRequest request = ConnectorContractTests.this.server.takeRequest();
			if (inTheBody) {
				await(() -> !exchange.heads().isEmpty());
			}
			caller.interrupt();
			caller.join(10_000);
			assertThat(flag.get()).isTrue();
			assertThat(client.fault(Objects.requireNonNull(failure.get())).kind()).isEqualTo(Fault.Kind.CANCELLED);
			assertThat(request.awaitAbandoned()).isTrue();
		}

		@Test
		void closedConnectorLeavesNoThread() throws Exception {
			ConnectorContractTests.this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
			DeploymentConnector closing = connector();
			closing
				.connect(new DeploymentSettings("east", ConnectorContractTests.this.server.endpoint(), "v", () -> "key",
						Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(30)))
				.call(PROMPT, new TestExchange());
			long before = upstreamThreads();
			((AutoCloseable) closing).close();
			assertThat(before).isPositive();
			await(() -> upstreamThreads() < before);
		}

	}

	/** What is logged. */
	@Nested
	class Logs {

		// --- logs

		@Test
		void nothingIsLoggedAboveDebugAsLongAsAllIsWell() {
			ConnectorContractTests.this.server.enqueue(Script.json(200, ChatJson.completion("ok")),
					Script.sse().event(ChatJson.delta("ok")).event(ChatJson.finish("stop")).done());
			DeploymentClient client = client();
			try (CapturedLogs logs = new CapturedLogs("com.azure", "reactor", "org.springframework.ai",
					"dev.switchboard")) {
				client.call(PROMPT, new TestExchange());
				client.stream(PROMPT, new TestExchange()).blockLast();
				assertThat(logs.lines()).isNotEmpty()
					.noneMatch(
							(line) -> line.startsWith("INFO") || line.startsWith("WARN") || line.startsWith("ERROR"));
			}
		}

		@Test
		void nothingOfKeysPromptsAndAnswersIsLoggedEvenAtTrace() throws Exception {
			ConnectorContractTests.this.key.set("canary-key");
			Prompt prompt = new Prompt("canary-prompt");
			String answer = "canary-answer";
			List<Script> calls = List.of(Script.json(200, ChatJson.completion(answer)),
					Script.json(200, "{\"canary-answer\":1}"), Script.json(200, "canary-answer is no JSON"),
					Script.json(200, "{\"choices\":\"canary-answer\"}"),
					Script.json(200, "{\"choices\":[{\"index\":\"canary-answer\"}]}"),
					Script.json(429, ChatJson.error("429", answer)), Script.json(500, "canary-answer is no JSON"),
					Script.text(503, "text/html", "<html>canary-answer</html>"), Script.truncated(200, 999, answer),
					Script.hangUp());
			List<Script> streams = List.of(
					Script.sse().event(ChatJson.delta(answer)).event(ChatJson.finish("stop")).done(),
					Script.sse().event(ChatJson.delta(answer)).cut(),
					Script.sse().event(ChatJson.delta(answer)).reset(),
					Script.sse().event(ChatJson.delta(answer)).event(ChatJson.error("500", answer)),
					Script.sse().event("canary-answer is no JSON"), Script.sse().raw("canary-answer is no event\n\n"),
					Script.sse().event("{\"id\":\"1\",\"created\":1,\"choices\":\"canary-answer\"}"),
					Script.sse().event(ChatJson.toolCallStart("canary-answer")).cut(),
					Script.json(429, ChatJson.error("429", answer)),
					Script.text(503, "text/html", "<html>canary-answer</html>"), Script.hangUp());
			try (CapturedLogs logs = new CapturedLogs("com.azure", "reactor", "org.springframework.ai",
					"org.springframework.http", "org.springframework.retry", "org.springframework.web",
					"dev.switchboard")) {
				DeploymentClient client = client();
				for (Script script : calls) {
					ConnectorContractTests.this.server.enqueue(script);
					catchThrowable(() -> client.call(prompt, new TestExchange()));
				}
				for (Script script : streams) {
					ConnectorContractTests.this.server.enqueue(script);
					catchThrowable(() -> client.stream(prompt, new TestExchange()).blockLast(Duration.ofSeconds(10)));
				}
				ConnectorContractTests.this.server
					.otherwise(Script.sse().dribble("data: " + ChatJson.delta(answer) + "\n\n", 1));
				for (int i = 0; i < 20; i++) {
					client.stream(prompt, new TestExchange()).blockFirst();
				}
				assertThat(ConnectorContractTests.this.server.requests()).hasSize(calls.size() + streams.size() + 20);
				assertThat(ConnectorContractTests.this.server.requests()
					.get(calls.size() + streams.size() + 19)
					.awaitAbandoned()).isTrue();
				assertThat(logs.lines()).isNotEmpty().allSatisfy((line) -> assertThat(line).doesNotContain("canary"));
			}
		}

	}

}
