package dev.switchboard.integration;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.switchboard.chat.CharacterTokenEstimator;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.azure.openai.AzureOpenAiResponseFormat;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.openai.api.ResponseFormat;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Options of every class that an application can have, on every provider: none makes a
 * call fail, and none loses on one provider what the other would be sent.
 */
@Timeout(60)
@Tag("slow")
class EveryChatOptionsTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"winner\":{\"type\":\"string\"}}}";

	@ParameterizedTest
	@MethodSource("emptyOptions")
	void optionsOfEveryClassAreAccepted(String name, ChatOptions options, Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east")
			.model((model) -> model.tokenEstimator(new CharacterTokenEstimator(Line.chatSupport()::toolDefinitions)))
			.build()) {
			for (Way way : Way.values()) {
				assertThat(way.ask(upstreams.model, new Prompt("Hi", options)).text()).isEqualTo("from east");
			}
			ChatClient client = ChatClient.create(upstreams.model);
			assertThat(client.prompt("Hi").options(options).call().content()).isEqualTo("from east");
			assertThat(String.join("",
					Objects
						.requireNonNull(client.prompt("Hi").options(options).stream().content().collectList().block())))
				.isEqualTo("from east");
			assertThat(upstreams.requests()).isEqualTo(4);
			assertThat(upstreams.server("east").requests()).allSatisfy((request) -> assertThat(fields(request.body()))
				.isSubsetOf("messages", "model", "stream", "stream_options"));
		}
	}

	static Stream<Arguments> emptyOptions() {
		List<ChatOptions> options = new ArrayList<>();
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AssignableTypeFilter(ChatOptions.class));
		for (String root : List.of("org.springframework.ai", "dev.switchboard")) {
			for (BeanDefinition found : scanner.findCandidateComponents(root)) {
				if (!OwnStructuredOptions.class.getName().equals(found.getBeanClassName())) {
					options.add(instance(found.getBeanClassName()));
				}
			}
		}
		assertThat(options).hasAtLeastOneElementOfType(AzureOpenAiChatOptions.class)
			.hasAtLeastOneElementOfType(OpenAiChatOptions.class)
			.hasAtLeastOneElementOfType(SwitchboardChatOptions.class)
			.hasSizeGreaterThan(5);
		options.add(silent(ChatOptions.class, false));
		options.add(silent(ToolCallingChatOptions.class, false));
		options.add(silent(StructuredOutputChatOptions.class, false));
		return options.stream()
			.flatMap((each) -> Stream.of(Provider.values())
				.map((provider) -> Arguments.of(each.getClass().getSimpleName(), each, provider)));
	}

	private static ChatOptions instance(@Nullable String name) {
		try {
			Class<?> type = Class.forName(name);
			if (Stream.of(type.getDeclaredConstructors())
				.anyMatch((constructor) -> constructor.getParameterCount() == 0)) {
				return (ChatOptions) BeanUtils.instantiateClass(type);
			}
			Object builder = Objects.requireNonNull(ReflectionUtils.findMethod(type, "builder")).invoke(null);
			return (ChatOptions) Objects.requireNonNull(ReflectionUtils.findMethod(builder.getClass(), "build"))
				.invoke(builder);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(name, ex);
		}
	}

	/** Options of an application's own that say nothing, or throw. */
	private static ChatOptions silent(Class<? extends ChatOptions> type, boolean throwing) {
		return (ChatOptions) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "toString" -> "silent " + type.getSimpleName();
					case "hashCode" -> System.identityHashCode(proxy);
					case "equals" -> proxy == arguments[0];
					case "copy" -> proxy;
					default -> {
						if (throwing && !method.getName().equals("getInternalToolExecutionEnabled")) {
							throw new UnsupportedOperationException(method.getName());
						}
						yield null;
					}
				});
	}

	@ParameterizedTest
	@EnumSource
	void gettersThatThrowAreOptionsThatAreNotSet(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east")
			.model((model) -> model.tokenEstimator(new CharacterTokenEstimator(Line.chatSupport()::toolDefinitions)))
			.build()) {
			for (Way way : Way.values()) {
				assertThat(way.ask(upstreams.model, new Prompt("Hi", silent(ChatOptions.class, true))).text())
					.isEqualTo("from east");
				assertThat(way.ask(upstreams.model, new Prompt("Hi", silent(StructuredOutputChatOptions.class, true)))
					.text()).isEqualTo("from east");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void toolsRunWithOptionsWhoseOtherCollectionsAreNull(Way way) throws Exception {
		CountingTool tool = new CountingTool(() -> "sunny");
		ToolCallingChatOptions tools = (ToolCallingChatOptions) Objects.requireNonNull(tool.prompt().getOptions());
		ChatOptions options = (ChatOptions) Proxy.newProxyInstance(ChatOptions.class.getClassLoader(),
				new Class<?>[] { ToolCallingChatOptions.class }, (proxy, method,
						arguments) -> method.getName().equals("getToolCallbacks") ? tools.getToolCallbacks() : null);
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			upstreams.server("east")
				.enqueue((way == Way.CALL) ? Script.json(200, ChatJson.toolCall("weather", "{}"))
						: Script.sse()
							.event(ChatJson.toolCallStart("weather"))
							.event(ChatJson.toolCallArguments("{}"))
							.event(ChatJson.finish("tool_calls"))
							.done());
			assertThat(way.ask(upstreams.model, new Prompt("Weather?", options)).text()).isEqualTo("from east");
			assertThat(tool.runs()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@MethodSource("logprobs")
	void logprobsIsSentWhenItIsTrueAndNeverElse(ChatOptions options, boolean sent, Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			for (Way way : Way.values()) {
				way.ask(upstreams.model, new Prompt("Hi", options));
			}
			assertThat(upstreams.server("east").requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(fields(request.body()).contains("logprobs")).isEqualTo(sent));
		}
	}

	static Stream<Arguments> logprobs() {
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(true, false)
				.flatMap((value) -> Stream
					.of(SwitchboardChatOptions.builder().logprobs(value).build(),
							OpenAiChatOptions.builder().logprobs(value).build(),
							AzureOpenAiChatOptions.builder().logprobs(value).build())
					.map((options) -> Arguments.of(options, value, provider))));
	}

	@ParameterizedTest
	@MethodSource("fullOptions")
	void everyProviderIsSentWhatTheCallerSet(ChatOptions options, Map<String, Object> expected, Provider provider)
			throws Exception {
		String before = options.toString();
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			for (Way way : Way.values()) {
				way.ask(upstreams.model, new Prompt("Hi", options));
			}
			assertThat(upstreams.server("east").requests()).hasSize(2).allSatisfy((request) -> {
				JsonNode body = JSON.readTree(request.body());
				expected.forEach(
						(field, value) -> assertThat(body.path(field)).as(field).isEqualTo(JSON.valueToTree(value)));
			});
		}
		assertThat(options.toString()).isEqualTo(before);
	}

	static Stream<Arguments> fullOptions() throws JsonProcessingException {
		Map<String, Object> format = Map.of("type", "json_schema", "json_schema",
				Map.of("name", "result", "schema", JSON.readTree(SCHEMA), "strict", true));
		AzureOpenAiChatOptions azure = AzureOpenAiChatOptions.builder()
			.temperature(0.5)
			.topP(0.25)
			.maxCompletionTokens(70)
			.stop(List.of("END"))
			.presencePenalty(0.5)
			.frequencyPenalty(-0.5)
			.seed(42L)
			.user("u")
			.logitBias(Map.of("7", 8))
			.logprobs(true)
			.topLogprobs(3)
			.reasoningEffort("low")
			.N(2)
			.responseFormat(AzureOpenAiResponseFormat.builder()
				.type(AzureOpenAiResponseFormat.Type.JSON_SCHEMA)
				.jsonSchema(AzureOpenAiResponseFormat.JsonSchema.builder()
					.name("result")
					.schema(SCHEMA)
					.strict(true)
					.build())
				.build())
			.build();
		Map<String, Object> common = Map.ofEntries(Map.entry("temperature", 0.5), Map.entry("top_p", 0.25),
				Map.entry("max_completion_tokens", 70), Map.entry("stop", List.of("END")),
				Map.entry("presence_penalty", 0.5), Map.entry("frequency_penalty", -0.5), Map.entry("seed", 42),
				Map.entry("user", "u"), Map.entry("logit_bias", Map.of("7", 8)), Map.entry("logprobs", true),
				Map.entry("top_logprobs", 3), Map.entry("reasoning_effort", "low"), Map.entry("n", 2),
				Map.entry("response_format", format));
		OpenAiChatOptions openAi = OpenAiChatOptions.builder()
			.temperature(0.5)
			.topP(0.25)
			.maxCompletionTokens(70)
			.stop(List.of("END"))
			.presencePenalty(0.5)
			.frequencyPenalty(-0.5)
			.seed(42)
			.user("u")
			.logitBias(Map.of("7", 8))
			.logprobs(true)
			.topLogprobs(3)
			.reasoningEffort("low")
			.N(2)
			.responseFormat(ResponseFormat.builder()
				.type(ResponseFormat.Type.JSON_SCHEMA)
				.jsonSchema(ResponseFormat.JsonSchema.builder().name("result").schema(SCHEMA).strict(true).build())
				.build())
			.build();
		OpenAiChatOptions further = OpenAiChatOptions.builder()
			.maxTokens(5)
			.parallelToolCalls(false)
			.store(true)
			.metadata(Map.of("team", "blue"))
			.verbosity("low")
			.serviceTier("flex")
			.promptCacheKey("cache")
			.safetyIdentifier("safe")
			.toolChoice("none")
			.outputModalities(List.of("text"))
			.tools(List.of(new OpenAiApi.FunctionTool(
					new OpenAiApi.FunctionTool.Function("about", "weather", Map.of("type", "object"), false))))
			.extraBody(Map.of("top_k", 50))
			.build();
		Map<String, Object> others = Map.of("max_tokens", 5, "parallel_tool_calls", false, "store", true, "metadata",
				Map.of("team", "blue"), "verbosity", "low", "service_tier", "flex", "prompt_cache_key", "cache",
				"safety_identifier", "safe", "tool_choice", "none", "top_k", 50);
		ChatOptions schemaOnly = new OwnStructuredOptions();
		Map<String, Object> ownFormat = Map.of("type", "json_schema", "json_schema",
				Map.of("name", "custom_schema", "schema", JSON.readTree(SCHEMA), "strict", true));
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(Arguments.of(azure, common, provider),
					Arguments.of(openAi, common, provider), Arguments.of(further, others, provider),
					Arguments.of(schemaOnly, Map.of("temperature", 0.5, "max_tokens", 9, "response_format", ownFormat),
							provider)));
	}

	@ParameterizedTest
	@EnumSource
	void failoverKeepsTheSchema(Way way) throws Exception {
		ChatOptions options = AzureOpenAiChatOptions.builder()
			.responseFormat(AzureOpenAiResponseFormat.builder()
				.type(AzureOpenAiResponseFormat.Type.JSON_SCHEMA)
				.jsonSchema(AzureOpenAiResponseFormat.JsonSchema.builder().name("result").schema(SCHEMA).build())
				.build())
			.build();
		try (Upstreams upstreams = Upstreams.of(Provider.OPENAI, "east", "west").build()) {
			upstreams.server("east").enqueue(Script.json(503, ChatJson.error("503", "oops")));
			assertThat(way.ask(upstreams.model, new Prompt("Hi", options)).text()).isEqualTo("from west");
			assertThat(JSON.readTree(upstreams.server("west").requests().get(0).body())
				.at("/response_format/json_schema/schema/properties/winner/type")
				.asText()).isEqualTo("string");
		}
	}

	@ParameterizedTest
	@MethodSource("withSchema")
	void schemaCountsOnce(ChatOptions options) {
		CharacterTokenEstimator estimator = new CharacterTokenEstimator(Line.chatSupport()::toolDefinitions);
		long text = estimator.estimate(new Prompt("Hi"));
		assertThat(estimator.estimate(new Prompt("Hi", options)) - text).isBetween(SCHEMA.length() / 4L,
				SCHEMA.length() / 4L + 1);
	}

	static Stream<ChatOptions> withSchema() {
		return Stream.of(
				OpenAiChatOptions.builder()
					.responseFormat(ResponseFormat.builder()
						.type(ResponseFormat.Type.JSON_SCHEMA)
						.jsonSchema(ResponseFormat.JsonSchema.builder().name("r").schema(SCHEMA).build())
						.build())
					.build(),
				AzureOpenAiChatOptions.builder()
					.responseFormat(AzureOpenAiResponseFormat.builder()
						.type(AzureOpenAiResponseFormat.Type.JSON_SCHEMA)
						.jsonSchema(AzureOpenAiResponseFormat.JsonSchema.builder().name("r").schema(SCHEMA).build())
						.build())
					.build(),
				SwitchboardChatOptions.builder()
					.responseFormat(new dev.switchboard.connector.ResponseFormat(
							dev.switchboard.connector.ResponseFormat.Type.JSON_SCHEMA, null, SCHEMA, null))
					.build(),
				new OwnStructuredOptions());
	}

	private static Set<String> fields(String body) {
		try {
			return JSON.readTree(body).properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** An application's own options with an output schema. */
	private static final class OwnStructuredOptions implements StructuredOutputChatOptions {

		@Override
		public @Nullable String getOutputSchema() {
			return SCHEMA;
		}

		@Override
		public void setOutputSchema(String outputSchema) {
			throw new AssertionError("Options of a prompt are not modified");
		}

		@Override
		public @Nullable String getModel() {
			return null;
		}

		@Override
		public @Nullable Double getFrequencyPenalty() {
			return null;
		}

		@Override
		public @Nullable Integer getMaxTokens() {
			return 9;
		}

		@Override
		public @Nullable Double getPresencePenalty() {
			return null;
		}

		@Override
		public @Nullable List<String> getStopSequences() {
			return null;
		}

		@Override
		public @Nullable Double getTemperature() {
			return 0.5;
		}

		@Override
		public @Nullable Integer getTopK() {
			return null;
		}

		@Override
		public @Nullable Double getTopP() {
			return null;
		}

		@Override
		@SuppressWarnings("unchecked")
		public OwnStructuredOptions copy() {
			return this;
		}

		@Override
		public String toString() {
			return "own options";
		}

	}

}
