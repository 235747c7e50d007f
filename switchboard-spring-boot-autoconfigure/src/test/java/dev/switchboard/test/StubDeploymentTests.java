package dev.switchboard.test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.FailoverBuilder;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.Router;
import dev.switchboard.testing.Line;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a switchboard makes of stubs. It asks east first, as long as it is available.
 */
class StubDeploymentTests {

	private static final String MODEL = "gpt-4o-mini";

	private static final Prompt HELLO = new Prompt("Hello");

	private final StubDeployment east = new StubDeployment("east", MODEL);

	private final StubDeployment west = new StubDeployment("west", MODEL, "gpt-4o");

	private final Router router = Router.builder()
		.deployments(List.of(deployment("east", 0), deployment("west", 1)))
		.clock(() -> 0)
		.build();

	private final DeploymentConnector connector = Line.azure();

	private final Failover failover = failover();

	private final SwitchboardChatModel model = SwitchboardChatModel.builder()
		.failover(this.failover)
		.support(Line.chatSupport())
		.defaultModel(MODEL)
		.build();

	@AfterEach
	void close() throws Exception {
		this.failover.close();
		((AutoCloseable) this.connector).close();
		this.east.close();
		this.west.close();
	}

	@Test
	void answersWithItsName() {
		ChatResponse response = this.model.call(HELLO);
		assertThat(text(response)).isEqualTo("Hello from east");
		assertThat(response.getMetadata().getUsage().getPromptTokens()).isEqualTo(3 + 2);
		assertThat(response.getMetadata().getUsage().getCompletionTokens()).isEqualTo(4);
		assertThat(response.getMetadata().getModel()).isEqualTo(MODEL);
	}

	@Test
	void streamsWhatItWasToldToAnswerWordByWord() {
		this.east.answer("Guten  Tag,\n\"Welt\"");
		List<ChatResponse> chunks = this.model.stream(HELLO).collectList().block();
		assertThat(chunks).hasSizeGreaterThan(3);
		assertThat(chunks.stream().map(StubDeploymentTests::text).reduce("", String::concat))
			.isEqualTo("Guten  Tag,\n\"Welt\"");
		assertThat(chunks.get(chunks.size() - 1).getMetadata().getUsage().getTotalTokens()).isEqualTo(5 + 5);
	}

	@Test
	void remembersTheRequests() {
		this.model.call(new Prompt("What is the capital of France?"));
		assertThat(this.east.requests()).singleElement().asString().contains("What is the capital of France?");
		assertThat(this.west.requests()).isEmpty();
	}

	@Test
	void throttles() {
		this.east.throttle(Duration.ofMillis(29_500));
		assertThat(text(this.model.call(HELLO))).isEqualTo("Hello from west");
		assertThat(eastern().reason()).isEqualTo(Reason.RATE_LIMITED);
		assertThat(eastern().cooldownRemaining()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(36));
	}

	@Test
	void fails() {
		this.east.fail(401);
		assertThat(text(this.model.call(HELLO))).isEqualTo("Hello from west");
		assertThat(eastern().state()).isEqualTo(State.QUARANTINED);
		assertThat(eastern().status()).isEqualTo(401);
	}

	@Test
	void failsWithACode() {
		this.east.fail(400, "content_filter");
		assertThatException().isThrownBy(() -> this.model.call(HELLO)).withMessageContaining("400");
		assertThat(this.west.requests()).isEmpty();
	}

	@Test
	void cutsStreamsAfterTheFirstWordAndNothingElse() {
		this.east.answer("one two three").cutStreams();
		assertThat(text(this.model.call(HELLO))).isEqualTo("one two three");
		StepVerifier.create(this.model.stream(HELLO).map(StubDeploymentTests::text).filter((text) -> !text.isEmpty()))
			.expectNext("one ")
			.expectError()
			.verify(Duration.ofSeconds(10));
		assertThat(this.west.requests()).isEmpty();
	}

	@Test
	void isSlowUntilItRecovers() throws Exception {
		this.east.slow(Duration.ofHours(1));
		CompletableFuture<ChatResponse> response = CompletableFuture.supplyAsync(() -> this.model.call(HELLO));
		Awaitility.await().until(() -> this.east.requests().size() == 1);
		assertThat(response).isNotDone();
		this.east.recover();
		assertThat(text(response.get(10, TimeUnit.SECONDS))).isEqualTo("Hello from east");
	}

	@Test
	void answersAgainAfterItsFault() {
		this.east.answer("Ciao").fail(500);
		assertThat(text(this.model.call(HELLO))).isEqualTo("Hello from west");
		this.east.recover();
		assertThat(text(this.model.call(HELLO))).isEqualTo("Ciao");
	}

	@Test
	void isAsNewAfterAReset() {
		this.east.answer("Ciao").fail(500);
		this.model.call(HELLO);
		this.east.reset();
		assertThat(this.east.requests()).isEmpty();
		assertThat(text(this.model.call(HELLO))).isEqualTo("Hello from east");
	}

	@Test
	void speaksTheFormatOfOpenAiAndNothingElse() throws Exception {
		HttpResponse<String> completion = post("/v1/chat/completions", "{\"model\": \"gpt-5\", \"messages\": []}");
		assertThat(completion.statusCode()).isEqualTo(200);
		assertThat(completion.body()).contains("\"model\":\"gpt-5\"", "Hello from east");
		assertThat(post("/v1/embeddings", "{}").statusCode()).isEqualTo(404);
	}

	@Test
	void registersACompleteList() {
		Map<String, Object> properties = new LinkedHashMap<>();
		StubDeployment.register((name, value) -> properties.put(name, value.get()), this.east, this.west);
		assertThat(properties)
			.containsOnlyKeys("switchboard.deployments[0].name", "switchboard.deployments[0].endpoint",
					"switchboard.deployments[0].api-key", "switchboard.deployments[0].models[0].name",
					"switchboard.deployments[1].name", "switchboard.deployments[1].endpoint",
					"switchboard.deployments[1].api-key", "switchboard.deployments[1].models[0].name",
					"switchboard.deployments[1].models[1].name")
			.containsEntry("switchboard.deployments[0].endpoint", this.east.endpoint())
			.containsEntry("switchboard.deployments[1].models[1].name", "gpt-4o");
	}

	private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.east.endpoint() + path))
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.build()
			.send(request, HttpResponse.BodyHandlers.ofString());
	}

	private DeploymentSnapshot eastern() {
		return this.router.snapshot("east", MODEL);
	}

	private static String text(ChatResponse response) {
		String text = response.getResult().getOutput().getText();
		return (text != null) ? text : "";
	}

	private static Deployment deployment(String name, int priority) {
		return new Deployment(name, MODEL, 0, 0, priority, Duration.ofSeconds(10));
	}

	private Failover failover() {
		FailoverBuilder builder = Failover.builder().router(this.router, new CapacitySignal());
		for (StubDeployment stub : List.of(this.east, this.west)) {
			Duration timeout = Duration.ofSeconds(30);
			DeploymentSettings settings = new DeploymentSettings(stub.name(), URI.create(stub.endpoint()), "2024-10-21",
					() -> "key", timeout, timeout, timeout, timeout);
			builder.deployment(settings, this.connector.connect(settings),
					List.of(new ModelSettings(MODEL, MODEL, RequestOptions.NONE, Set.of())));
		}
		return builder.build();
	}

}
