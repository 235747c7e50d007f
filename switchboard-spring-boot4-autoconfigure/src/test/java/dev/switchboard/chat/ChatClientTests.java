package dev.switchboard.chat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import dev.switchboard.UnknownModelException;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.failover.CapacitySignal;
import dev.switchboard.failover.Failover;
import dev.switchboard.openai.Api;
import dev.switchboard.openai.OpenAiConnector;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import dev.switchboard.test.StubDeployment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@link ChatClient} of Spring AI 2.0 on the switchboard, over HTTP: east is preferred,
 * west is there when it fails.
 */
class ChatClientTests {

	private static final String MODEL = "gpt-4o-mini";

	private final StubDeployment east = new StubDeployment("east", MODEL);

	private final StubDeployment west = new StubDeployment("west", MODEL);

	private final OpenAiConnector connector = new OpenAiConnector(Api.AZURE, TokenSource.NONE, List.of());

	private final CapacitySignal capacity = new CapacitySignal();

	private final Router router = Router.builder()
		.deployments(List.of(deployment("east", 0), deployment("west", 1)))
		.listener(this.capacity)
		.build();

	private final SwitchboardChatModel model = model("2024-10-21");

	private final ChatClient client = ChatClient.create(this.model);

	private SwitchboardChatModel model(String version) {
		Failover failover = Failover.builder()
			.router(this.router, this.capacity)
			.deployment(settings("east", this.east, version), connect("east", this.east, version), models())
			.deployment(settings("west", this.west, version), connect("west", this.west, version), models())
			.build();
		return SwitchboardChatModel.builder().failover(failover).support(new SpringAi2ChatSupport()).build();
	}

	private static Deployment deployment(String name, int priority) {
		return new Deployment(name, MODEL, 0, 0, priority, Duration.ofSeconds(10));
	}

	private DeploymentClient connect(String name, StubDeployment stub, String version) {
		return this.connector.connect(settings(name, stub, version));
	}

	private static DeploymentSettings settings(String name, StubDeployment stub, String version) {
		Duration timeout = Duration.ofSeconds(30);
		return new DeploymentSettings(name, URI.create(stub.endpoint()), version, () -> "key", timeout, timeout,
				timeout, timeout);
	}

	private static List<ModelSettings> models() {
		return List.of(new ModelSettings(MODEL, MODEL, RequestOptions.NONE, Set.of()));
	}

	@AfterEach
	void stop() {
		this.model.close();
		this.connector.close();
		this.east.close();
		this.west.close();
	}

	private String ask(ChatClient.ChatClientRequestSpec request, boolean streamed) {
		return streamed ? String.join("", request.stream().content().collectList().block()) : request.call().content();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void failsOverAtOnce(boolean streamed) {
		this.east.throttle(Duration.ofSeconds(20));
		assertThat(ask(this.client.prompt("hi"), streamed)).isEqualTo("Hello from west");
		assertThat(this.east.requests()).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void runsToolsOnce(boolean streamed) {
		this.east.callTools();
		AtomicInteger runs = new AtomicInteger();
		ToolCallback tool = weather(() -> "sunny " + runs.incrementAndGet());
		assertThat(ask(this.client.prompt("weather?").tools(tool), streamed)).isEqualTo("Hello from east");
		assertThat(runs).hasValue(1);
		assertThat(this.east.requests()).hasSize(2).last().asString().contains("sunny 1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void resultsOfToolsGoToTheDeploymentThatAskedForThem(boolean streamed) {
		this.west.callTools();
		this.router.drain("east", null);
		ToolCallback tool = weather(() -> {
			this.router.resume("east", null);
			return "sunny";
		});

		assertThat(ask(this.client.prompt("weather?").tools(tool), streamed)).isEqualTo("Hello from west");

		assertThat(this.west.requests()).hasSize(2);
		assertThat(ask(this.client.prompt("and tomorrow?"), streamed)).isEqualTo("Hello from east");
	}

	private static ToolCallback weather(Supplier<String> weather) {
		return FunctionToolCallback.<Map<String, Object>, String>builder("weather", (input) -> weather.get())
			.description("weather")
			.inputType(Map.class)
			.build();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void optionsOfTheClientLibraryNeedNoModel(boolean streamed) {
		OpenAiChatOptions options = OpenAiChatOptions.builder().seed(7).build();
		Prompt prompt = new Prompt("hi", options);

		ChatResponse response = streamed ? this.model.stream(prompt).blockLast() : this.model.call(prompt);

		assertThat(response.getMetadata().<String>get("switchboard.deployment")).isEqualTo("east");
		assertThat(this.east.requests()).singleElement().asString().contains("\"seed\":7").doesNotContain("gpt-5");
		assertThatExceptionOfType(UnknownModelException.class)
			.isThrownBy(() -> this.model.call(new Prompt("hi", OpenAiChatOptions.builder().model("gpt-5").build())));
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void optionsOfTheClientReachTheService(boolean streamed) {
		ask(this.client.prompt("hi").options(SwitchboardChatOptions.builder().temperature(0.3).seed(7L)), streamed);
		assertThat(this.east.requests()).singleElement().asString().contains("\"temperature\":0.3", "\"seed\":7");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void namesTheDeployment(boolean streamed) {
		ChatResponse response = streamed ? this.model.stream(new Prompt("hi")).blockLast()
				: this.model.call(new Prompt("hi"));
		assertThat(response.getMetadata().<String>get("switchboard.deployment")).isEqualTo("east");
		assertThat(response.getMetadata().<Integer>get("switchboard.attempts")).isEqualTo(1);
		assertThat(response.getMetadata().getUsage().getTotalTokens()).isPositive();
	}

}
