package dev.switchboard.sample.simulation;

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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The simulation, spoken to as Azure is, over plain HTTP and with a minute by hand. */
class SimulatedAzureTests {

	private static final String HELLO = """
			{"messages": [{"role": "user", "content": "Hello there"}]}""";

	private static final String HELLO_STREAM = """
			{"messages": [{"role": "user", "content": "Hello there"}], "stream": true,
			 "stream_options": {"include_usage": true}}""";

	private final AtomicLong nanos = new AtomicLong();

	private final ObjectMapper json = new ObjectMapper();

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private SimulatedAzure azure = start(new Pace(Duration.ZERO, Duration.ZERO));

	private SimulatedAzure start(Pace pace) {
		return SimulatedAzure.start(pace, this.nanos::get);
	}

	@BeforeEach
	void everyMinuteBeginsNow() {
		this.nanos.set(Duration.ofSeconds(60).toNanos());
	}

	@AfterEach
	void stop() {
		this.azure.close();
	}

	@Test
	void answersWithTextUsageAndTheHeadersOfAzure() throws Exception {
		HttpResponse<String> response = post("east", HELLO);
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode body = this.json.readTree(response.body());
		assertThat(body.at("/object").asText()).isEqualTo("chat.completion");
		assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
		assertThat(body.at("/choices/0/message/content").asText()).startsWith("This is east, at turn 1")
			.contains("Hello there");
		int total = body.at("/usage/total_tokens").asInt();
		assertThat(total)
			.isEqualTo(body.at("/usage/prompt_tokens").asInt() + body.at("/usage/completion_tokens").asInt());
		assertThat(header(response, "x-ratelimit-limit-tokens")).isEqualTo("10000");
		assertThat(header(response, "x-ratelimit-remaining-tokens")).isEqualTo(Integer.toString(10_000 - total));
		assertThat(header(response, "x-ratelimit-limit-requests")).isEqualTo("60");
		assertThat(header(response, "x-ratelimit-remaining-requests")).isEqualTo("59");
		assertThat(header(response, "x-ms-region")).isEqualTo("east");
		assertThat(header(response, "apim-request-id")).isNotBlank();
	}

	@Test
	void streamsFilterResultsRoleWordsFinishReasonUsageAndDone() throws Exception {
		HttpResponse<Stream<String>> response = this.client.send(request("west", HELLO_STREAM), BodyHandlers.ofLines());
		assertThat(header(response, "content-type")).startsWith("text/event-stream");
		List<String> events = response.body().filter((line) -> !line.isEmpty()).toList();
		assertThat(events).allMatch((line) -> line.startsWith("data: ")).last().isEqualTo("data: [DONE]");
		List<JsonNode> chunks = new ArrayList<>();
		for (String event : events.subList(0, events.size() - 1)) {
			chunks.add(this.json.readTree(event.substring("data: ".length())));
		}
		assertThat(chunks.get(0).at("/choices")).isEmpty();
		assertThat(chunks.get(0).at("/prompt_filter_results/0/content_filter_results/hate/filtered").asBoolean())
			.isFalse();
		assertThat(chunks.get(1).at("/choices/0/delta/role").asText()).isEqualTo("assistant");
		assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
		JsonNode usage = chunks.get(chunks.size() - 1);
		assertThat(usage.at("/choices")).isEmpty();
		String text = String.join("",
				chunks.stream().map((chunk) -> chunk.at("/choices/0/delta/content").asText()).toList());
		assertThat(text).startsWith("This is west, at turn 1 of our conversation. You wrote: “Hello there”");
		assertThat(usage.at("/usage/completion_tokens").asInt()).isEqualTo((text.length() + 3) / 4);
	}

	@Test
	void streamsNoUsageUnlessAskedTo() throws Exception {
		String stream = post("east", HELLO_STREAM.replace("true}", "false}")).body();
		assertThat(stream).endsWith("data: [DONE]\n\n").doesNotContain("usage");
	}

	@Test
	void refusesTheSixtyFirstRequestOfAMinuteUntilItEnds() throws Exception {
		for (int i = 0; i < 60; i++) {
			assertThat(post("east", HELLO).statusCode()).isEqualTo(200);
		}
		this.nanos.addAndGet(Duration.ofSeconds(17).toNanos());
		HttpResponse<String> refused = post("east", HELLO);
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(header(refused, "retry-after")).isEqualTo("43");
		assertThat(header(refused, "retry-after-ms")).isEqualTo("43000");
		assertThat(header(refused, "x-ratelimit-remaining-requests")).isEqualTo("0");
		assertThat(refused.body()).contains("\"code\":\"429\"", "exceeded call rate limit", "retry after 43 seconds");
		assertThat(post("west", HELLO).statusCode()).isEqualTo(200);
		this.nanos.addAndGet(Duration.ofSeconds(43).toNanos());
		assertThat(post("east", HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void chargesThePromptAndMaxTokensAndChargesNothingForARefusal() throws Exception {
		HttpResponse<String> large = post("south",
				HELLO.replace("{\"messages\"", "{\"max_tokens\": 9000, \"messages\""));
		assertThat(large.statusCode()).isEqualTo(200);
		HttpResponse<String> refused = post("south",
				HELLO.replace("{\"messages\"", "{\"max_tokens\": 1000, \"messages\""));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("exceeded token rate limit");
		assertThat(header(refused, "x-ratelimit-remaining-tokens"))
			.isEqualTo(header(large, "x-ratelimit-remaining-tokens"));
		assertThat(post("south", HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void endsAnAnswerAtMaxTokens() throws Exception {
		JsonNode body = this.json.readTree(
				post("east", HELLO.replace("{\"messages\"", "{\"max_completion_tokens\": 5, \"messages\"")).body());
		assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("length");
		assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(5);
	}

	@Test
	void callsAToolAndThenRepeatsWhatItSaid() throws Exception {
		String tools = """
				"tools": [{"type": "function", "function": {"name": "weather", "parameters":
				  {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer"}}}}}]""";
		JsonNode first = this.json.readTree(post("east", """
				{"messages": [{"role": "user", "content": "Paris"}], %s}""".formatted(tools)).body());
		assertThat(first.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
		JsonNode call = first.at("/choices/0/message/tool_calls/0");
		assertThat(call.at("/function/name").asText()).isEqualTo("weather");
		assertThat(this.json.readTree(call.at("/function/arguments").asText()))
			.isEqualTo(this.json.readTree("{\"city\": \"Paris\", \"days\": 1}"));
		JsonNode second = this.json.readTree(post("east", """
				{"messages": [{"role": "user", "content": "Paris"}, {"role": "tool", "content": "sunny"}], %s}"""
			.formatted(tools)).body());
		assertThat(second.at("/choices/0/message/content").asText()).isEqualTo("The tool says: sunny");
	}

	@Test
	void streamsTheArgumentsOfAToolInPieces() throws Exception {
		String body = post("east", """
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

	@Test
	void refusesAWrongKeyAnUnknownDeploymentAMissingVersionAndNonsense() throws Exception {
		HttpRequest request = request("east", HELLO);
		assertThat(status(HttpRequest.newBuilder(request, (name, value) -> !"api-key".equals(name)).build()))
			.isEqualTo("401 401");
		assertThat(status(HttpRequest.newBuilder(request, (name, value) -> true)
			.uri(URI.create(request.uri().toString().replace("gpt-4o-mini", "gpt-9")))
			.build())).isEqualTo("404 DeploymentNotFound");
		assertThat(status(HttpRequest.newBuilder(request, (name, value) -> true)
			.uri(URI.create(request.uri().toString().replaceAll("\\?.*", "")))
			.build())).isEqualTo("404 404");
		assertThat(status(request("east", "{"))).isEqualTo("400 BadRequest");
		assertThat(status(request("east", "{\"messages\": []}"))).isEqualTo("400 BadRequest");
		Awaitility.await().until(() -> this.azure.deployments().get("east").inFlight() == 0);
	}

	@Test
	void isDownThrottledAndWellAgainAsSwitched() throws Exception {
		SimulatedDeployment east = this.azure.deployments().get("east");
		east.set(SimulatedFault.DOWN, true);
		assertThat(post("east", HELLO).statusCode()).isEqualTo(503);
		east.set(SimulatedFault.DOWN, false);
		east.set(SimulatedFault.THROTTLED, true);
		HttpResponse<String> throttled = post("east", HELLO);
		assertThat(throttled.statusCode()).isEqualTo(429);
		assertThat(header(throttled, "retry-after")).isEqualTo("10");
		east.set(SimulatedFault.THROTTLED, false);
		assertThat(post("east", HELLO).statusCode()).isEqualTo(200);
		assertThat(east.received()).isEqualTo(3);
	}

	@Test
	void cutsAStreamAfterSomeWordsButNoPlainAnswer() throws Exception {
		this.azure.deployments().get("east").set(SimulatedFault.CUTTING, true);
		String received;
		// a client may drop what it has read when the connection breaks: read it by hand
		try (Socket socket = new Socket("127.0.0.1", URI.create(this.azure.url()).getPort())) {
			socket.getOutputStream().write(raw(HELLO_STREAM));
			received = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		assertThat(received).containsIgnoringCase("transfer-encoding: chunked")
			.contains("\"content\":\"at \"")
			.doesNotContain("\"content\":\"turn \"", "[DONE]", "\r\n0\r\n");
		assertThat(post("east", HELLO).statusCode()).isEqualTo(200);
	}

	@Test
	void takesEightTimesAsLongWhenItIsSlow() throws Exception {
		this.azure.close();
		this.azure = start(new Pace(Duration.ofMillis(40), Duration.ZERO));
		this.azure.deployments().get("east").set(SimulatedFault.SLOW, true);
		long start = System.nanoTime();
		assertThat(post("east", HELLO).statusCode()).isEqualTo(200);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(320));
	}

	@Test
	void noticesThatACallerHasGone() throws Exception {
		this.azure.close();
		this.azure = start(new Pace(Duration.ZERO, Duration.ofHours(1)));
		SimulatedDeployment east = this.azure.deployments().get("east");
		try (Socket socket = new Socket("127.0.0.1", URI.create(this.azure.url()).getPort())) {
			socket.getOutputStream().write(raw(HELLO_STREAM));
			Awaitility.await().until(() -> east.inFlight() == 1);
		}
		Awaitility.await().untilAsserted(() -> assertThat(east.inFlight()).isZero());
	}

	private byte[] raw(String body) throws IOException {
		return ("POST /east/openai/deployments/gpt-4o-mini/chat/completions?api-version=1 HTTP/1.1\r\nHost: x\r\n"
				+ "api-key: simulated-key\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.UTF_8);
	}

	private String status(HttpRequest request) throws Exception {
		HttpResponse<String> response = this.client.send(request, BodyHandlers.ofString());
		return response.statusCode() + " " + this.json.readTree(response.body()).at("/error/code").asText();
	}

	private HttpResponse<String> post(String region, String body) throws Exception {
		return this.client.send(request(region, body), BodyHandlers.ofString());
	}

	private HttpRequest request(String region, String body) {
		return HttpRequest
			.newBuilder(URI.create(this.azure.url() + "/" + region
					+ "/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21"))
			.header("api-key", SimulatedAzure.API_KEY)
			.POST(BodyPublishers.ofString(body))
			.build();
	}

	private static String header(HttpResponse<?> response, String name) {
		return response.headers().firstValue(name).orElse("");
	}

}
