package dev.switchboard.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.switchboard.connector.ResponseFormat;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.openai.OpenAiChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link SwitchboardChatOptions} on Spring AI 2.0.
 */
class SwitchboardChatOptionsTests {

	private final SwitchboardChatOptions options = SwitchboardChatOptions.builder()
		.model("gpt-4o-mini")
		.sessionId("c-42")
		.topK(5)
		.temperature(0.2)
		.topP(0.9)
		.maxTokens(10)
		.maxCompletionTokens(20)
		.stopSequences(List.of("."))
		.presencePenalty(0.1)
		.frequencyPenalty(0.3)
		.seed(7L)
		.user("u")
		.logitBias(Map.of("1", 2))
		.logprobs(true)
		.topLogProbs(4)
		.reasoningEffort("low")
		.responseFormat(ResponseFormat.of("json-object"))
		.n(2)
		.extra(Map.of("verbosity", "low"))
		.toolContext("tenant", "t1")
		.build();

	@Test
	void copiesLoseNothing() {
		assertThat(this.options.mutate().build()).usingRecursiveComparison()
			.isEqualTo(this.options)
			.isNotSameAs(this.options);
	}

	@Test
	void combinedIntoNeutralOptionsTheyLoseNothing() {
		SwitchboardChatOptions combined = SwitchboardChatOptions.builder().combineWith(this.options.mutate()).build();
		assertThat(combined).usingRecursiveComparison().isEqualTo(this.options);
	}

	@Test
	void combinedOptionsPrecedeTheOlderOnes() {
		SwitchboardChatOptions combined = this.options.mutate()
			.combineWith(SwitchboardChatOptions.builder().temperature(0.7).seed(8L).extra(Map.of("store", true)))
			.build();
		assertThat(combined.getTemperature()).isEqualTo(0.7);
		assertThat(combined.getRequestOptions().seed()).isEqualTo(8);
		assertThat(combined.getRequestOptions().user()).isEqualTo("u");
		assertThat(combined.getRequestOptions().extraFields()).containsEntry("verbosity", "low")
			.containsEntry("store", true);
	}

	@Test
	void takesWhatOnlyOpenAiOptionsHave() {
		SwitchboardChatOptions combined = SwitchboardChatOptions.builder()
			.combineWith(
					OpenAiChatOptions.builder().temperature(0.3).seed(7).verbosity("low").extraBody(Map.of("x", 1)))
			.build();
		assertThat(combined.getTemperature()).isEqualTo(0.3);
		assertThat(combined.getRequestOptions().seed()).isEqualTo(7);
		assertThat(combined.getRequestOptions().extraFields()).containsEntry("verbosity", "low").containsEntry("x", 1);
	}

	@Test
	void portableOptionsKeepOursWhenCombined() {
		SwitchboardChatOptions combined = this.options.mutate()
			.combineWith(ChatOptions.builder().temperature(0.7))
			.build();
		assertThat(combined.getTemperature()).isEqualTo(0.7);
		assertThat(combined.getSessionId()).isEqualTo("c-42");
		assertThat(combined.getRequestOptions().seed()).isEqualTo(7);
	}

	@Test
	void anOutputSchemaIsAResponseFormat() {
		SwitchboardChatOptions schema = this.options.mutate().outputSchema("{}").build();
		assertThat(schema.getOutputSchema()).isEqualTo("{}");
		assertThat(schema.getRequestOptions().responseFormat())
			.isEqualTo(new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, null, "{}", true));
	}

	@Test
	void extraFieldsMayBeNull() {
		Map<String, Object> extra = new HashMap<>();
		extra.put("service_tier", null);
		assertThat(SwitchboardChatOptions.builder().extra(extra).build().getRequestOptions().extraFields())
			.containsEntry("service_tier", null);
	}

	@Test
	void aSessionJoinsOptionsOfAnyClass() {
		ChatSupport support = new SpringAi2ChatSupport();
		DefaultSessionIdResolver resolver = new DefaultSessionIdResolver();
		for (ChatOptions any : new ChatOptions[] { null, this.options, ChatOptions.builder().temperature(0.7).build(),
				OpenAiChatOptions.builder().temperature(0.7).seed(3).build() }) {
			ChatOptions bound = support.withSession(any, "s-1");
			assertThat(resolver.resolve(new Prompt("hi", bound))).isEqualTo("s-1");
			if (any != null) {
				assertThat(bound.getTemperature()).isEqualTo(any.getTemperature());
			}
		}
	}

}
