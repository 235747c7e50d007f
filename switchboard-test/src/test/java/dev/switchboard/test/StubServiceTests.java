package dev.switchboard.test;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A strict {@link StubDeployment}, spoken to as Azure is: over plain HTTP, and with
 * minutes that pass by hand.
 */
class StubServiceTests {

	private static final String PATH = "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21";

	private static final String HELLO = """
			{"messages": [{"role": "user", "content": "Hello there"}]}""";

	private static final String HELLO_STREAM = """
			{"messages": [{"role": "user", "content": "Hello there"}], "stream": true,
			 "stream_options": {"include_usage": true}}""";

	private final AtomicLong nanos = new AtomicLong();

	private final ObjectMapper json = new ObjectMapper();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final StubDeployment stub = new StubDeployment("east", "gpt-4o-mini").strict("key")
		.limits(10_000, 60, this.nanos::get)
		.callTools();

	@AfterEach
	void stop() {
		this.stub.close();
	}

	@Test
	void keepsItsPaceAfterABehaviourHasEnded() throws Exception {
		Duration pause = Duration.ofMillis(200);
		this.stub.throttle(Duration.ofSeconds(1)).recover().pace(pause, Duration.ZERO);
		long sent = System.nanoTime();
		post(HELLO);
		assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThanOrEqualTo(pause);
	}

	@Test
	void answersWithTextUsageAndTheHeadersOfAzure() throws Exception {
		HttpResponse<String> response = post(HELLO);
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode body = this.json.readTree(response.body());
		assertThat(body.at("/object").asText()).isEqualTo("chat.completion");
		assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
		assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("Hello from east");
		assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(3 + 3);
		assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(4);
		assertThat(body.at("/usage/total_tokens").asInt()).isEqualTo(10);
		assertThat(header(response, "x-ratelimit-limit-tokens")).isEqualTo("10000");
		assertThat(header(response, "x-ratelimit-remaining-tokens")).isEqualTo("9990");
		assertThat(header(response, "x-ratelimit-limit-requests")).isEqualTo("60");
		assertThat(header(response, "x-ratelimit-remaining-requests")).isEqualTo("59");
		assertThat(header(response, "x-ms-region")).isEqualTo("east");
		assertThat(header(response, "apim-request-id")).isNotBlank();
	}

	@Test
	void streamsFilterRoleWordsFinishReasonUsageAndDone() throws Exception {
		HttpResponse<Stream<String>> response = this.client.send(request(HELLO_STREAM), BodyHandlers.ofLines());
		assertThat(header(response, "content-type")).startsWith("text/event-stream");
		List<String> events = response.body().filter((line) -> !line.isEmpty()).toList();
		assertThat(events).allMatch((line) -> line.startsWith("data: ")).last().isEqualTo("data: [DONE]");
		List<JsonNode> chunks = new ArrayList<>();
		for (String event : events.subList(0, events.size() - 1)) {
			chunks.add(this.json.readTree(event.substring("data: ".length())));
		}
		assertThat(chunks.get(0).at("/choices")).isEmpty();
		assertThat(chunks.get(0).has("prompt_filter_results")).isTrue();
		assertThat(chunks.get(1).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
		assertThat(chunks.stream().map((chunk) -> chunk.at("/choices/0/delta/content").asText()))
			.containsSubsequence("Hello ", "from ", "east");
		assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
		JsonNode last = chunks.get(chunks.size() - 1);
		assertThat(last.at("/choices")).isEmpty();
		assertThat(last.at("/usage/completion_tokens").asInt()).isEqualTo(4);
	}

	@Test
	void streamsNoUsageUnlessAskedTo() throws Exception {
		assertThat(post(HELLO_STREAM.replace("true}", "false}")).body()).endsWith("data: [DONE]\n\n")
			.doesNotContain("usage");
	}

	@Test
	void refusesRequestsBeyondTheLimitUntilTheMinuteEnds() throws Exception {
		for (int i = 0; i < 60; i++) {
			assertThat(post(HELLO).statusCode()).isEqualTo(200);
		}
		this.nanos.addAndGet(Duration.ofSeconds(17).toNanos());
		HttpResponse<String> refused = post(HELLO);
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(header(refused, "retry-after")).isEqualTo("43");
		assertThat(header(refused, "retry-after-ms")).isEqualTo("43000");
		assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
		assertThat(refused.body()).contains("\"code\":\"429\"", "exceeded call rate limit", "retry after 43 seconds");
		this.nanos.addAndGet(Duration.ofSeconds(43).toNanos());
		assertThat(post(HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void chargesMaxTokensAndNothingForARefusal() throws Exception {
		HttpResponse<String> large = post(HELLO.replace("{\"messages\"", "{\"max_tokens\": 9000, \"messages\""));
		assertThat(large.statusCode()).isEqualTo(200);
		HttpResponse<String> refused = post(HELLO.replace("{\"messages\"", "{\"max_tokens\": 1000, \"messages\""));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("exceeded token rate limit");
		assertThat(header(refused, "x-ratelimit-remaining-tokens"))
			.isEqualTo(header(large, "x-ratelimit-remaining-tokens"));
		assertThat(post(HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void endsAnAnswerAtMaxTokens() throws Exception {
		JsonNode body = this.json
			.readTree(post(HELLO.replace("{\"messages\"", "{\"max_completion_tokens\": 2, \"messages\"")).body());
		assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("Hello fr");
		assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
		assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(2);
	}

	@Test
	void callsAToolOnce() throws Exception {
		String tools = """
				"tools": [{"type": "function", "function": {"name": "weather", "parameters":
				  {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}}}]""";
		JsonNode first = this.json.readTree(post("""
				{"messages": [{"role": "user", "content": "Paris"}], %s}""".formatted(tools)).body());
		assertThat(first.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
		JsonNode call = first.at("/choices/0/message/tool_calls/0");
		assertThat(call.at("/function/name").asText()).isEqualTo("weather");
		assertThat(this.json.readTree(call.at("/function/arguments").asText()))
			.isEqualTo(this.json.readTree("{\"city\": \"Paris\", \"days\": 1}"));
		JsonNode second = this.json.readTree(post("""
				{"messages": [{"role": "user", "content": "Paris"}, {"role": "tool", "content": "sunny"}], %s}"""
			.formatted(tools)).body());
		assertThat(second.at("/choices/0/message/content").asText()).isEqualTo("Hello from east");
	}

	@Test
	void streamsTheArgumentsOfAToolInPieces() throws Exception {
		String body = post("""
				{"messages": [{"role": "user", "content": "Paris"}], "stream": true, "tools": [{"type": "function",
				 "function": {"name": "weather", "parameters": {"properties": {"city": {"type": "string"}}}}}]}""")
			.body();
		StringBuilder arguments = new StringBuilder();
		for (String event : body.replace("data: [DONE]", "").split("data: ")) {
			arguments.append(event.isBlank() ? ""
					: this.json.readTree(event).at("/choices/0/delta/tool_calls/0/function/arguments").asText());
		}
		assertThat(arguments).hasToString("{\"city\":\"Paris\"}");
		assertThat(body).contains("\"finish_reason\":\"tool_calls\"");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"type": "string"}                                       | "Hello from east"
					{"type": "string", "maxLength": 5}                       | "Hello"
					{"type": ["null", "integer"], "minimum": 7}              | 7
					{"type": "number", "exclusiveMinimum": 0, "maximum": 0.5} | 0.5
					{"type": "boolean"}                                      | true
					{"enum": ["red", "green"]}                               | "red"
					{"const": 42}                                            | 42
					{"anyOf": [{"type": "null"}, {"type": "string"}]}        | null
					{"type": "array", "items": {"type": "integer"}, "minItems": 2} | [1, 1]
					{"$ref": "#/$defs/point", "$defs": {"point": {"properties": {"x": {"type": "integer"}}}}} | {"x": 1}
					{"type": "object", "properties": {"a": {"type": "array", "items": {"properties": {"b": {"type": "boolean"}}}}}} | {"a": [{"b": true}]}
					""")
	void answersInJsonThatFitsTheSchema(String schema, String expected) throws Exception {
		JsonNode body = this.json.readTree(post("""
				{"messages": [{"role": "user", "content": "Hello"}], "response_format":
				 {"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": %s}}}"""
			.formatted(schema)).body());
		assertThat(this.json.readTree(body.at("/choices/0/message/content").asText()))
			.isEqualTo(this.json.readTree(expected));
	}

	@Test
	void answersInJsonThatFitsTheSchemaInTheText() throws Exception {
		JsonNode body = this.json.readTree(
				post("""
						{"messages": [{"role": "user", "content": "Where?\\nHere is the JSON Schema instance your output must \
						adhere to:\\n```{\\"type\\": \\"object\\", \\"properties\\": {\\"people\\": {\\"type\\": \\"integer\\"}}}```\\n"}]}""")
					.body());
		assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("{\"people\":1}");
	}

	@Test
	void schemaThatRefersToItselfEnds() throws Exception {
		JsonNode body = this.json.readTree(post("""
				{"messages": [{"role": "user", "content": "Hello"}], "response_format": {"type": "json_schema",
				 "json_schema": {"schema": {"properties": {"next": {"$ref": "#"}, "all": {"type": "array",
				 "items": {"$ref": "#"}}}}}}}""").body());
		assertThat(body.at("/choices/0/message/content").asText()).startsWith("{\"next\":{");
	}

	@Test
	void answersInAJsonObject() throws Exception {
		JsonNode body = this.json.readTree(post("""
				{"messages": [{"role": "user", "content": "Hello"}], "response_format": {"type": "json_object"}}""")
			.body());
		assertThat(body.at("/choices/0/message/content").asText()).isEqualTo("{\"answer\":\"Hello from east\"}");
	}

	@Test
	void scriptsComeFirst() throws Exception {
		this.stub.next(Script.json(429, "{}").header("retry-after", "7"), Script.hangUp());
		assertThat(header(post(HELLO), "retry-after")).isEqualTo("7");
		assertThat(rawAnswerTo(HELLO)).isEmpty();
		assertThat(post(HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void strictStubRefusesWhatAzureRefuses() throws Exception {
		HttpRequest request = request(HELLO);
		assertThat(status(HttpRequest.newBuilder(request, (name, value) -> !"api-key".equals(name)).build()))
			.isEqualTo("401 401");
		assertThat(status(to(PATH.replace("gpt-4o-mini", "gpt-9"), HELLO))).isEqualTo("404 DeploymentNotFound");
		assertThat(status(to(PATH.replaceAll("\\?.*", ""), HELLO))).isEqualTo("404 404");
		assertThat(status(to("/openai/v1/embeddings", HELLO))).isEqualTo("404 404");
		assertThat(status(to("/openai/v1/chat/completions", HELLO.replace("{\"m", "{\"model\": \"gpt-9\", \"m"))))
			.isEqualTo("404 DeploymentNotFound");
		assertThat(status(request("{"))).isEqualTo("400 BadRequest");
		assertThat(status(request("{\"messages\": []}"))).isEqualTo("400 BadRequest");
		assertThat(this.stub.received()).isEqualTo(7);
		Awaitility.await().until(() -> this.stub.inFlight() == 0);
	}

	@Test
	void cutsStreamsAfterSomeWords() throws Exception {
		this.stub.answer("one two three four").cutStreams(2);
		assertThat(rawAnswerTo(HELLO_STREAM)).containsIgnoringCase("transfer-encoding: chunked")
			.contains("\"content\":\"two \"")
			.doesNotContain("three", "[DONE]", "\r\n0\r\n");
		assertThat(post(HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void noticesThatACallerHasGone() throws Exception {
		this.stub.pace(Duration.ZERO, Duration.ofHours(1));
		try (Socket socket = new Socket("127.0.0.1", URI.create(this.stub.endpoint()).getPort())) {
			socket.getOutputStream().write(raw(HELLO_STREAM));
			Awaitility.await().until(() -> this.stub.inFlight() == 1);
		}
		Awaitility.await().until(() -> this.stub.inFlight() == 0);
	}

	/** A client may drop what it has read when the connection breaks: read it by hand. */
	private String rawAnswerTo(String body) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", URI.create(this.stub.endpoint()).getPort())) {
			socket.getOutputStream().write(raw(body));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static byte[] raw(String body) {
		return ("POST " + PATH + " HTTP/1.1\r\nHost: x\r\napi-key: key\r\nContent-Length: " + body.length() + "\r\n\r\n"
				+ body)
			.getBytes(StandardCharsets.UTF_8);
	}

	private String status(HttpRequest request) throws Exception {
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		return response.statusCode() + " " + this.json.readTree(response.body()).at("/error/code").asText();
	}

	private HttpResponse<String> post(String body) throws Exception {
		return this.client.send(request(body), BodyHandlers.ofString());
	}

	private HttpRequest request(String body) {
		return to(PATH, body);
	}

	private HttpRequest to(String path, String body) {
		return HttpRequest.newBuilder(URI.create(this.stub.endpoint() + path))
			.header("api-key", "key")
			.POST(BodyPublishers.ofString(body))
			.build();
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

}
