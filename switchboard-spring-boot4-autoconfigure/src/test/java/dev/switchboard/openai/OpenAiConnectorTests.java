package dev.switchboard.openai;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.CapturedLogs;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.TestExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * {@link OpenAiConnector} over HTTP.
 */
class OpenAiConnectorTests {

	private static final Prompt PROMPT = new Prompt("canary-prompt");

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final ScriptedServer server = new ScriptedServer();

	private final ObjectMapper json = new ObjectMapper();

	private OpenAiConnector connector = new OpenAiConnector(Api.OPENAI, TokenSource.NONE, List.of());

	@AfterEach
	void stop() {
		this.connector.close();
		this.server.close();
	}

	private DeploymentClient connect(Api api, String version) {
		this.connector.close();
		this.connector = new OpenAiConnector(api, TokenSource.NONE, List.of());
		return this.connector.connect(new DeploymentSettings("east", this.server.endpoint(), version, () -> "key-1",
				TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT));
	}

	private ReceivedRequest sent() {
		assertThat(this.server.requests()).hasSize(1);
		return this.server.requests().get(0);
	}

	private JsonNode body() throws Exception {
		return this.json.readTree(sent().body());
	}

	@ParameterizedTest
	@CsvSource({
			"AZURE, 2024-10-21, /openai/deployments/gpt-4o%20mini/chat/completions?api-version=2024-10-21, api-key, key-1",
			"AZURE, v1, /openai/v1/chat/completions, api-key, key-1",
			"OPENAI, '', /v1/chat/completions, authorization, Bearer key-1" })
	void sendsToTheUrlOfItsApi(Api api, String version, String path, String header, String credential) {
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		ModelSettings model = new ModelSettings("gpt", "gpt-4o mini", RequestOptions.NONE, Set.of());
		connect(api, version).call(PROMPT, new TestExchange(model));
		assertThat(sent().path()).isEqualTo(path);
		assertThat(sent().header(header)).isEqualTo(credential);
		assertThat(sent().header("authorization".equals(header) ? "api-key" : "authorization")).isNull();
		assertThat(sent().header(WatchedTransport.EXCHANGE)).isNull();
	}

	@Test
	void readsTextAndUsageOfACall() {
		this.server.otherwise(
				Script.json(200, ChatJson.completion("{\"role\":\"assistant\",\"content\":\"hi\"}", "stop", 5, 7)));
		ChatResponse response = connect(Api.OPENAI, "").call(PROMPT, new TestExchange());
		assertThat(response.getResult().getOutput().getText()).isEqualTo("hi");
		assertThat(response.getMetadata().getUsage().getTotalTokens()).isEqualTo(12);
	}

	@Test
	void streamsTextAndAsksForUsage() throws Exception {
		this.server.otherwise(Script.sse()
			.event(ChatJson.role())
			.event(ChatJson.delta("one "))
			.event(ChatJson.delta("two"))
			.event(ChatJson.finish("stop"))
			.event(ChatJson.usage(5, 7, 3))
			.event("[DONE]"));
		DeploymentClient client = connect(Api.OPENAI, "");
		List<ChatResponse> chunks = client.stream(PROMPT, new TestExchange()).collectList().block();
		StringBuilder text = new StringBuilder();
		chunks.forEach((chunk) -> chunk.getResults().forEach((result) -> text.append(result.getOutput().getText())));
		assertThat(text).asString().isEqualTo("one two");
		ChatResponse last = chunks.get(chunks.size() - 1);
		assertThat(last.getMetadata().getUsage().getTotalTokens()).isEqualTo(12);
		assertThat(client.cachedTokens(last.getMetadata().getUsage())).isEqualTo(3);
		assertThat(body().at("/stream_options/include_usage").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 403, 404, 408, 409, 422, 429, 500, 503 })
	void reportsStatusCodeAndMessage(int status) {
		this.server.otherwise(Script.json(status, ChatJson.error("some_code", "a message")).header("retry-after", "0"));
		DeploymentClient client = connect(Api.OPENAI, "");
		TestExchange call = new TestExchange();
		assertFault(call, client, catchThrowable(() -> client.call(PROMPT, call)), status);
		TestExchange stream = new TestExchange();
		assertFault(stream, client, catchThrowable(() -> client.stream(PROMPT, stream).blockLast()), status);
		assertThat(this.server.requests()).as("nothing is sent again").hasSize(2);
	}

	private static void assertFault(TestExchange exchange, DeploymentClient client, Throwable failure, int status) {
		assertThat(failure).isInstanceOfSatisfying(OpenAIServiceException.class, (ex) -> {
			assertThat(ex.statusCode()).isEqualTo(status);
			assertThat(ex.code()).contains("some_code");
		});
		Fault fault = exchange.fault(client, failure);
		assertThat(fault.kind()).isEqualTo(Fault.Kind.STATUS);
		assertThat(fault.status()).isEqualTo(status);
		assertThat(fault.code()).isEqualTo("some_code");
		assertThat(fault.message()).isEqualTo("a message");
		assertThat(fault.headers().first("retry-after")).isEqualTo("0");
	}

	@Test
	void anErrorEventFollowsTheChunksBeforeIt() {
		this.server.otherwise(Script.sse()
			.event(ChatJson.role())
			.event(ChatJson.delta("one "))
			.event(ChatJson.error("429", "slow down")));
		StringBuilder text = new StringBuilder();
		Throwable failure = catchThrowable(() -> connect(Api.AZURE, "v1").stream(PROMPT, new TestExchange())
			.doOnNext((chunk) -> chunk.getResults().forEach((result) -> text.append(result.getOutput().getText())))
			.blockLast());
		assertThat(text).asString().isEqualTo("one ");
		assertThat(failure).isInstanceOf(RateLimitException.class);
	}

	@ParameterizedTest
	@EnumSource(Api.class)
	void logsNothingOfPromptsAndAnswers(Api api) {
		DeploymentClient client = connect(api, "v1");
		try (CapturedLogs logs = new CapturedLogs("ROOT")) {
			this.server.enqueue(Script.json(200, "{\"id\":\"1\",\"choices\":[]}"));
			assertThat(client.call(PROMPT, new TestExchange()).getResults()).isEmpty();
			this.server.enqueue(Script.text(200, "text/html", "<html>canary-answer</html>"));
			Throwable html = catchThrowable(() -> client.call(PROMPT, new TestExchange()));
			assertThat(client.fault(html).kind()).isEqualTo(Fault.Kind.INVALID_RESPONSE);
			this.server.enqueue(Script.json(500, ChatJson.error("x", "canary-error")));
			assertThat(catchThrowable(() -> client.stream(PROMPT, new TestExchange()).blockLast())).isNotNull();
			assertThat(logs.lines()).noneMatch((line) -> line.contains("canary"));
		}
	}

	@Test
	void sendsEveryOption() throws Exception {
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		RequestOptions options = new RequestOptions(0.2, 0.9, null, 50, List.of("END"), 0.1, 0.3, 1L << 40, "u",
				Map.of("1", 2), true, 4, "low",
				new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, "city", "{\"type\":\"object\"}", true), 2,
				Map.of("verbosity", "low"));
		connect(Api.AZURE, "2024-10-21").call(PROMPT,
				new TestExchange(new ModelSettings("gpt", "gpt", options, Set.of("top-p"))));
		JsonNode body = body();
		assertThat(body.path("temperature").asDouble()).isEqualTo(0.2);
		assertThat(body.has("top_p")).isFalse();
		assertThat(body.has("max_tokens")).isFalse();
		assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(50);
		assertThat(body.path("stop").toString()).contains("END");
		assertThat(body.path("presence_penalty").asDouble()).isEqualTo(0.1);
		assertThat(body.path("frequency_penalty").asDouble()).isEqualTo(0.3);
		assertThat(body.path("seed").asLong()).isEqualTo(1L << 40);
		assertThat(body.path("user").asText()).isEqualTo("u");
		assertThat(body.at("/logit_bias/1").asInt()).isEqualTo(2);
		assertThat(body.path("logprobs").asBoolean()).isTrue();
		assertThat(body.path("top_logprobs").asInt()).isEqualTo(4);
		assertThat(body.path("reasoning_effort").asText()).isEqualTo("low");
		assertThat(body.path("n").asInt()).isEqualTo(2);
		assertThat(body.path("verbosity").asText()).isEqualTo("low");
		assertThat(body.at("/response_format/json_schema/name").asText()).isEqualTo("city");
		assertThat(body.at("/response_format/json_schema/strict").asBoolean()).isTrue();
		assertThat(body.at("/response_format/json_schema/schema/type").asText()).isEqualTo("object");
		assertThat(body.has("stream_options")).isFalse();
	}

	@Test
	void theCallersOptionsPrecedeTheDefaults() throws Exception {
		this.server.otherwise(Script.json(200, ChatJson.completion("ok")));
		RequestOptions defaults = new RequestOptions(0.2, 0.9, null, null, null, null, null, null, null, null, null,
				null, null, null, null, null);
		connect(Api.OPENAI, "").call(new Prompt("hi", ChatOptions.builder().temperature(0.7).build()),
				new TestExchange(new ModelSettings("gpt", "gpt", defaults, Set.of())));
		assertThat(body().path("temperature").asDouble()).isEqualTo(0.7);
		assertThat(body().path("top_p").asDouble()).isEqualTo(0.9);
	}

	@Test
	void withoutAKeyNothingIsSent() {
		DeploymentClient client = this.connector.connect(new DeploymentSettings("fallback", this.server.endpoint(), "",
				() -> null, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT));
		assertThat(catchThrowable(() -> client.call(PROMPT, new TestExchange()))).hasMessageContaining("'fallback'")
			.hasMessageContaining("api-key");
		assertThat(this.server.requests()).isEmpty();
	}

}
