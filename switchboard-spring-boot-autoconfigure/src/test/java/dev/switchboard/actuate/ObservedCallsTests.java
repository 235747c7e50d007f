package dev.switchboard.actuate;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.switchboard.UnknownModelException;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import dev.switchboard.testing.PlainHttp;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What meters and spans tell of real calls equals what the servers saw.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "management.endpoints.web.exposure.include=*", "management.tracing.sampling.probability=1.0" })
@AutoConfigureObservability
class ObservedCallsTests {

	/** Two of them run a tool, between two calls of the model or within one. */
	private static final int SUCCESSFUL = Line.modelRunsTools() ? 5 : 7;

	private static final ScriptedServer east = new ScriptedServer();

	private static final ScriptedServer west = new ScriptedServer();

	private static final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	@Autowired
	private SwitchboardChatModel chatModel;

	@Autowired
	private Environment environment;

	@DynamicPropertySource
	static void deployments(DynamicPropertyRegistry properties) {
		deployment(properties, 0, "east", east);
		deployment(properties, 1, "west", west);
	}

	private static void deployment(DynamicPropertyRegistry properties, int tier, String name, ScriptedServer server) {
		String prefix = "switchboard.deployments[" + tier + "].";
		properties.add(prefix + "name", () -> name);
		properties.add(prefix + "endpoint", server::endpoint);
		properties.add(prefix + "api-key", () -> "test-key");
		properties.add(prefix + "priority", () -> tier);
		properties.add(prefix + "models[0].name", () -> "gpt-4o-mini");
	}

	@AfterAll
	static void stop() {
		east.close();
		west.close();
	}

	@Test
	void metersAndSpansEqualWhatTheServersSaw() {
		east.enqueue(Script.json(200, ChatJson.completion("Hello")), stream("stop", "Hello"),
				Script.json(200, ChatJson.toolCall("weather", "{\"city\":\"Oslo\"}")),
				Script.json(200, ChatJson.completion("Rain")),
				Script.sse()
					.event(ChatJson.toolCallStart("weather"))
					.event(ChatJson.toolCallArguments("{\"city\":\"Oslo\"}"))
					.event(ChatJson.finish("tool_calls"))
					.event(ChatJson.usage(20, 7, 8))
					.done(),
				stream("stop", "Rain"), Script.json(500, ChatJson.error("500", "secret of the service")),
				Script.json(400, ChatJson.error("content_filter", "secret of the service")),
				Script.sse()
					.event(ChatJson.delta("Hel"))
					.event(ChatJson.delta("lo"))
					.event(ChatJson.delta("!"))
					.stall());
		west.enqueue(Script.json(200, ChatJson.completion("Hello from the west")));

		assertThat(this.chatModel.call("Hi")).isEqualTo("Hello");
		this.chatModel.stream(new Prompt("Hi")).blockLast();
		assertThat(Line.withTools(this.chatModel).call(withTool()).getResult().getOutput().getText()).isEqualTo("Rain");
		ChatResponse last = Line.withTools(this.chatModel).stream(withTool()).blockLast();
		assertThat(Objects.requireNonNull(last).getMetadata().getUsage().getTotalTokens()).isEqualTo(54);
		assertThat(this.chatModel.call("Hi")).isEqualTo("Hello from the west");
		assertThat(catchThrowable(() -> this.chatModel.call("Hi"))).isNotNull();
		assertThatExceptionOfType(UnknownModelException.class).isThrownBy(
				() -> this.chatModel.call(new Prompt("Hi", SwitchboardChatOptions.builder().model("gpt-9").build())));
		this.chatModel.stream(new Prompt("Hi")).take(1).blockLast();

		assertThat(east.requests()).hasSize(9);
		assertThat(west.requests()).hasSize(1);
		assertMeters();
		assertSpans();
	}

	private void assertMeters() {
		String text = PlainHttp.server(this.environment).get("/actuator/prometheus").getBody();
		assertThat(sum(text, "switchboard_requests_seconds_count")).isEqualTo(3 + SUCCESSFUL);
		assertThat(sum(text, "switchboard_requests_seconds_count", "outcome=\"success\"")).isEqualTo(SUCCESSFUL);
		assertThat(sum(text, "switchboard_requests_seconds_count", "outcome=\"rejected\"", "model=\"gpt-4o-mini\""))
			.isEqualTo(1);
		assertThat(sum(text, "switchboard_requests_seconds_count", "outcome=\"rejected\"", "model=\"unknown\"",
				"error=\"UnknownModelException\""))
			.isEqualTo(1);
		assertThat(sum(text, "switchboard_requests_seconds_count", "outcome=\"cancelled\"")).isEqualTo(1);
		assertThat(sum(text, "switchboard_attempts_seconds_count", "deployment=\"east\"")).isEqualTo(9);
		assertThat(sum(text, "switchboard_attempts_seconds_count", "outcome=\"cancelled\"")).isEqualTo(1);
		assertThat(sum(text, "switchboard_attempts_seconds_count", "deployment=\"west\"")).isEqualTo(1);
		assertThat(sum(text, "switchboard_attempts_seconds_count", "outcome=\"unavailable\"")).isEqualTo(1);
		assertThat(sum(text, "switchboard_attempts_seconds_count", "outcome=\"rejected\"")).isEqualTo(1);
		assertThat(sum(text, "switchboard_failovers_total")).isEqualTo(1);
		assertThat(sum(text, "switchboard_failovers_total", "reason=\"unavailable\"")).isEqualTo(1);
		assertThat(sum(text, "switchboard_cooldowns_total")).isZero();
		// 3 completions of 10 + 5 on east, 3 streams of 20 + 7 with 8 cached
		assertThat(sum(text, "switchboard_tokens_total", "deployment=\"east\"", "type=\"input\"")).isEqualTo(90);
		assertThat(sum(text, "switchboard_tokens_total", "deployment=\"east\"", "type=\"output\"")).isEqualTo(36);
		assertThat(sum(text, "switchboard_tokens_total", "deployment=\"east\"", "type=\"cached\"")).isEqualTo(24);
		assertThat(sum(text, "switchboard_tokens_total", "deployment=\"west\"", "type=\"input\"")).isEqualTo(10);
		assertThat(sum(text, "switchboard_inflight")).isZero();
		assertThat(text.lines()).filteredOn((line) -> line.startsWith("switchboard"))
			.allSatisfy((line) -> assertThat(line).doesNotContain("127.0.0.1", "localhost", "secret", "test-key"));
	}

	private void assertSpans() {
		List<SpanData> requests = spans("switchboard.requests");
		List<SpanData> attempts = spans("switchboard.attempts");
		assertThat(requests).hasSize(3 + SUCCESSFUL);
		assertThat(attempts).hasSize(10);
		assertThat(attempts).extracting(SpanData::getParentSpanId)
			.isSubsetOf(requests.stream().map(SpanData::getSpanId).toList());
		assertThat(sent()).containsExactlyInAnyOrderElementsOf(
				attempts.stream().map((span) -> "00-" + span.getTraceId() + "-" + span.getSpanId()).toList());
		assertThat(attempts).filteredOn((span) -> "success".equals(attribute(span, "outcome")))
			.hasSize(7)
			.allSatisfy((span) -> {
				assertThat(attribute(span, "gen_ai.provider.name")).isEqualTo("azure.ai.openai");
				assertThat(attribute(span, "gen_ai.request.model")).isEqualTo("gpt-4o-mini");
				assertThat(attribute(span, "gen_ai.response.model")).isEqualTo("gpt-4o-mini-2024-07-18");
				assertThat(attribute(span, "gen_ai.response.finish_reasons")).containsAnyOf("stop", "tool_calls");
				assertThat(attribute(span, "gen_ai.usage.input_tokens")).isIn("10", "20");
			});
		assertThat(attempts).filteredOn((span) -> "unavailable".equals(attribute(span, "outcome")))
			.singleElement()
			.satisfies((span) -> {
				assertThat(attribute(span, "deployment")).isEqualTo("east");
				assertThat(attribute(span, "switchboard.attempt")).isEqualTo("1");
				assertThat(attribute(span, "switchboard.reason")).isEqualTo("status");
				assertThat(attribute(span, "http.response.status_code")).isEqualTo("500");
			});
		assertThat(requests).extracting((span) -> attribute(span, "switchboard.attempts"))
			.containsExactlyElementsOf(Line.modelRunsTools() ? List.of("1", "1", "2", "2", "2", "1", "0", "1")
					: List.of("1", "1", "1", "1", "1", "1", "2", "1", "0", "1"));
		assertThat(exporter.getFinishedSpanItems())
			.allSatisfy((span) -> assertThat(span.toString()).doesNotContain("secret", "test-key"));
	}

	private static Prompt withTool() {
		FunctionToolCallback<City, String> weather = FunctionToolCallback.builder("weather", (City city) -> "rain")
			.description("Tells the weather")
			.inputType(City.class)
			.build();
		return new Prompt("Weather?", SwitchboardChatOptions.builder().toolCallbacks(List.of(weather)).build());
	}

	private static Script stream(String finishReason, String text) {
		return Script.sse()
			.event(ChatJson.promptFilter())
			.event(ChatJson.role())
			.event(ChatJson.delta(text))
			.event(ChatJson.finish(finishReason))
			.event(ChatJson.usage(20, 7, 8))
			.done();
	}

	private static List<String> sent() {
		return Stream.concat(east.requests().stream(), west.requests().stream())
			.map((ReceivedRequest request) -> Objects.requireNonNull(request.header("traceparent")))
			// the flags: newer versions say that the id is random, too
			.map((parent) -> parent.substring(0, parent.lastIndexOf('-')))
			.toList();
	}

	private List<SpanData> spans(String name) {
		return exporter.getFinishedSpanItems().stream().filter((span) -> name.equals(span.getName())).toList();
	}

	private static String attribute(SpanData span, String key) {
		return span.getAttributes().get(AttributeKey.stringKey(key));
	}

	private static double sum(String prometheus, String name, String... tags) {
		Pattern sample = Pattern.compile(Pattern.quote(name) + "(\\{.*})? (\\S+)");
		return prometheus.lines()
			.map(sample::matcher)
			.filter((line) -> line.matches() && List.of(tags).stream().allMatch(line.group()::contains))
			.mapToDouble((line) -> Double.parseDouble(line.group(2)))
			.sum();
	}

	record City(String city) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		// exports at once: what has happened is there to be looked at
		@Bean
		SpanProcessor spanProcessor() {
			return SimpleSpanProcessor.create(exporter);
		}

	}

}
