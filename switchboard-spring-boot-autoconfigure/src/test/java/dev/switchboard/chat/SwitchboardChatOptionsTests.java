package dev.switchboard.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SwitchboardChatOptionsTests {

	private final SwitchboardChatOptions options = SwitchboardChatOptions.builder()
		.model("gpt-4o-mini")
		.sessionId("c-42")
		.temperature(0.2)
		.topP(0.9)
		.topK(3)
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
		.toolNames("weather")
		.toolContext("tenant", "t1")
		.internalToolExecutionEnabled(false)
		.build();

	@Test
	void copiesLoseNothing() {
		SwitchboardChatOptions copy = this.options.copy();

		assertThat(copy).usingRecursiveComparison().isEqualTo(this.options).isNotSameAs(this.options);
	}

	@Test
	void copiesAreIndependent() {
		SwitchboardChatOptions copy = this.options.copy();

		copy.setToolContext(Map.of());
		copy.setInternalToolExecutionEnabled(true);

		assertThat(this.options.getToolContext()).containsEntry("tenant", "t1");
		assertThat(this.options.getInternalToolExecutionEnabled()).isFalse();
	}

	@Test
	void showPortableOptionsAsOthersExpectThem() {
		assertThat(this.options.getTemperature()).isEqualTo(0.2);
		assertThat(this.options.getStopSequences()).containsExactly(".");
		assertThat(this.options.getMaxTokens()).isEqualTo(10);
		assertThat(this.options.getRequestOptions().seed()).isEqualTo(7);
	}

	@Test
	void extraFieldsMayBeNull() {
		Map<String, Object> extra = new HashMap<>();
		extra.put("service_tier", null);

		SwitchboardChatOptions options = SwitchboardChatOptions.builder().extra(extra).build();

		assertThat(options.getRequestOptions().extraFields()).containsEntry("service_tier", null);
	}

	@Test
	void fallBackKeyByKey() {
		RequestOptions own = SwitchboardChatOptions.builder().temperature(0.0).build().getRequestOptions();

		RequestOptions merged = own.orElse(this.options.getRequestOptions());

		assertThat(merged.temperature()).isZero();
		assertThat(merged).usingRecursiveComparison()
			.ignoringFields("temperature")
			.isEqualTo(this.options.getRequestOptions());
	}

}
