package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.List;

import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.tools.SpringAi1ChatSupport;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.model.tool.ToolCallingManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tool calls that are left to the caller, on the line whose model runs tools itself.
 */
@Timeout(60)
class CallersToolsTests {

	@ParameterizedTest
	@EnumSource(Provider.class)
	void textBeforeCallersToolCallsArrivesOnce(Provider provider) throws Exception {
		List<String> asked = new ArrayList<>();
		try (Upstreams upstreams = Upstreams.of(provider, "east")
			.model((model) -> model
				.support(new SpringAi1ChatSupport(ToolCallingManager.builder().build(), (options, response) -> {
					asked.add(response.getResult().getOutput().getText());
					return false;
				})))
			.build()) {
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.delta("Let me "))
					.event(ChatJson.delta("see."))
					.event(ChatJson.toolCallStart("weather"))
					.event(ChatJson.toolCallArguments("{}"))
					.event(ChatJson.finish("tool_calls"))
					.event(ChatJson.usage(10, 5))
					.done());

			Way.Answer answer = Way.STREAM.ask(upstreams.model, new CountingTool(() -> "sunny").prompt());

			assertThat(answer.text()).isEqualTo("Let me see.");
			assertThat(asked).containsExactly("Let me see.");
			assertThat(answer.last().getResult().getOutput().getToolCalls()).hasSize(1);
			assertThat(answer.usage().getTotalTokens()).isEqualTo(15);
		}
	}

}
