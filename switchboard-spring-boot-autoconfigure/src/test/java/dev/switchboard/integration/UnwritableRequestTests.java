package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.switchboard.SwitchboardException;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.connector.ResponseFormat;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.DefaultToolDefinition;
import org.springframework.ai.tool.definition.ToolDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Requests that a client library cannot write. They are thrown as they are, and nobody
 * else is to blame.
 */
@Timeout(120)
@Tag("slow")
class UnwritableRequestTests {

	private static final int CALLS = 6;

	/** Outcomes of calls and attempts, in the order of their ends. */
	private final List<String> outcomes = new CopyOnWriteArrayList<>();

	static Stream<Arguments> prompts() {
		Map<String, Prompt> prompts = new TreeMap<>(Map.of("tool schema that is no JSON", offering(tool("{\"type\":")), //
				"tool schema that is text", offering(tool("a city, please")), //
				"tool that does not describe itself", offering(new Tool(() -> {
					throw new IllegalStateException("Not described");
				})), //
				"output schema that is no JSON",
				new Prompt("Hi",
						SwitchboardChatOptions.builder()
							.responseFormat(
									new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, "s", "{\"type\":", true))
							.build()), //
				"answer of an unknown class", new Prompt(List.<Message>of(new Foreign(MessageType.ASSISTANT))), //
				"tool response of an unknown class", new Prompt(List.<Message>of(new Foreign(MessageType.TOOL)))));
		prompts.putAll(Line.unwritablePrompts());
		List<Arguments> arguments = new ArrayList<>();
		prompts.forEach((name, prompt) -> {
			for (Provider provider : Provider.values()) {
				for (Way way : Way.values()) {
					arguments.add(Arguments.of(name, provider, way, prompt));
				}
			}
		});
		return arguments.stream();
	}

	@ParameterizedTest(name = "{0}, {1}, {2}")
	@MethodSource("prompts")
	void blamesNobodyAndLeavesNothingReserved(String name, Provider provider, Way way, Prompt prompt) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west")
			.model((model) -> model.observations(observations(), null, null))
			.build()) {
			for (int i = 0; i < CALLS; i++) {
				assertRejected(catchThrowable(() -> way.ask(upstreams.model, prompt)));
			}

			assertThat(upstreams.requests()).isZero();
			assertUntouched(upstreams);
			// of attempts, if there were any, and of calls
			assertThat(this.outcomes).hasSizeGreaterThanOrEqualTo(CALLS).containsOnly("rejected");
			assertThat(way.ask(upstreams.model).text()).isEqualTo("from east");
		}
	}

	private static void assertRejected(Throwable thrown) {
		assertThat(thrown).as("thrown").isNotNull().isNotInstanceOf(SwitchboardException.class);
		assertThat(thrown.getSuppressed()).filteredOn((suppressed) -> suppressed instanceof SwitchboardException)
			.isEmpty();
	}

	private static void assertUntouched(Upstreams upstreams) {
		assertThat(upstreams.inFlight()).isZero();
		assertThat(upstreams.router.snapshots()).allSatisfy((snapshot) -> {
			assertThat(snapshot.state()).isEqualTo(State.AVAILABLE);
			assertThat(snapshot.tokens()).isZero();
			assertThat(snapshot.requests()).isZero();
		});
	}

	static Stream<Arguments> ways() {
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(Way.values()).map((way) -> Arguments.of(provider, way)));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void mayBeTheSecondOfACall(Provider provider, Way way) throws Exception {
		Tool[] tool = new Tool[1];
		tool[0] = tool("{\"type\":\"object\",\"properties\":{}}");
		tool[0].onCall = () -> tool[0].schema = "{\"type\":";
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").build()) {
			upstreams.server("east")
				.enqueue((way == Way.CALL) ? Script.json(200, ChatJson.toolCall("weather", "{}"))
						: Script.sse()
							.event(ChatJson.toolCallStart("weather"))
							.event(ChatJson.toolCallArguments("{}"))
							.event(ChatJson.finish("tool_calls"))
							.event(ChatJson.usage(10, 5))
							.done());

			assertRejected(catchThrowable(() -> way.askWithTools(upstreams.model, offering(tool[0]))));

			assertThat(tool[0].runs).isEqualTo(1);
			assertThat(upstreams.requests()).isEqualTo(1);
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("east").state()).isEqualTo(State.AVAILABLE);
			assertThat(upstreams.snapshot("east").requests()).isEqualTo(1);
			assertThat(upstreams.snapshot("east").tokens()).isEqualTo(15);
		}
	}

	@ParameterizedTest
	@MethodSource("ways")
	void isNotTriedElsewhereAfterAFailover(Provider provider, Way way) throws Exception {
		Tool tool = tool("{\"type\":\"object\",\"properties\":{}}");
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west", "north").build()) {
			upstreams.server("east").otherwise((request) -> {
				tool.schema = "{\"type\":";
				return Script.json(503, ChatJson.error("503", "busy"));
			});

			Throwable thrown = catchThrowable(() -> way.askWithTools(upstreams.model, offering(tool)));

			assertThat(thrown).isNotNull();
			assertThat(upstreams.requests()).isEqualTo(1);
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("west").state()).isEqualTo(State.AVAILABLE);
			assertThat(upstreams.snapshot("west").requests()).isZero();
		}
	}

	private ObservationRegistry observations() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {
			@Override
			public void onStop(Observation.Context context) {
				if (Objects.requireNonNullElse(context.getName(), "").startsWith("switchboard.")) {
					KeyValue outcome = context.getLowCardinalityKeyValue("outcome");
					UnwritableRequestTests.this.outcomes.add((outcome != null) ? outcome.getValue() : "none");
				}
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}
		});
		return registry;
	}

	private static Prompt offering(ToolCallback tool) {
		return new Prompt("What is the weather?", ToolCallingChatOptions.builder().toolCallbacks(tool).build());
	}

	private static Tool tool(String schema) {
		Tool tool = new Tool(null);
		tool.schema = schema;
		return tool;
	}

	/** A tool whose schema may change. */
	private static final class Tool implements ToolCallback {

		private final @Nullable Runnable onDefinition;

		private volatile String schema = "{}";

		private volatile Runnable onCall = () -> {
		};

		private volatile int runs;

		Tool(@Nullable Runnable onDefinition) {
			this.onDefinition = onDefinition;
		}

		@Override
		public ToolDefinition getToolDefinition() {
			if (this.onDefinition != null) {
				this.onDefinition.run();
			}
			return DefaultToolDefinition.builder()
				.name("weather")
				.description("The weather")
				.inputSchema(this.schema)
				.build();
		}

		@Override
		public String call(String input) {
			this.runs++;
			this.onCall.run();
			return "sunny";
		}

	}

	/** A message that no client knows. */
	private record Foreign(MessageType type) implements Message {

		@Override
		public MessageType getMessageType() {
			return this.type;
		}

		@Override
		public String getText() {
			return "Hi";
		}

		@Override
		public Map<String, Object> getMetadata() {
			return Map.of();
		}

	}

}
