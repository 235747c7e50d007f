package dev.switchboard.documentation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.test.ReceivedRequest;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The README's example of a reasoning model, against a server that refuses what reasoning
 * models refuse.
 */
@Tag("slow")
class ReasoningModelTests {

	private static final List<String> REFUSED = List.of("temperature", "top_p", "presence_penalty", "frequency_penalty",
			"logprobs", "top_logprobs", "logit_bias", "max_tokens", "parallel_tool_calls");

	private static final JsonMapper JSON = new JsonMapper();

	@TempDir
	private Path folder;

	@Test
	void refusedOptionsAreNeverSent() throws Exception {
		Snippet example = Snippet.of(Path.of("../README.md"))
			.stream()
			.filter((snippet) -> snippet.text().contains("o3-mini"))
			.findFirst()
			.orElseThrow();
		try (ScriptedServer server = new ScriptedServer().otherwise(ReasoningModelTests::answer)) {
			String yaml = example.text()
				.replace("endpoint: https://my-east.openai.azure.com",
						"endpoint: " + server.endpoint() + "\n      api-key: key-of-east");
			try (var context = SnippetApplication.start(yaml, this.folder)) {
				SwitchboardChatModel model = context.getBean(SwitchboardChatModel.class);
				for (SwitchboardChatOptions options : List.of(SwitchboardChatOptions.builder().model("o3-mini").build(),
						SwitchboardChatOptions.builder()
							.model("o3-mini")
							.temperature(0.5)
							.topP(0.5)
							.presencePenalty(0.5)
							.frequencyPenalty(0.5)
							.logprobs(true)
							.topLogProbs(2)
							.logitBias(Map.of("7", 8))
							.maxTokens(5)
							.build())) {
					Prompt prompt = new Prompt("Who won?", options);
					assertThat(model.call(prompt).getResult().getOutput().getText()).isEqualTo("The Reds");
					assertThat(model.stream(prompt).blockFirst()).isNotNull();
				}
			}
			assertThat(server.requests()).hasSize(4)
				.allSatisfy((request) -> assertThat(body(request).path("reasoning_effort").asText()).isEqualTo("low"));
		}
	}

	private static Script answer(ReceivedRequest request) {
		JsonNode body = body(request);
		return REFUSED.stream()
			.filter(body::has)
			.findFirst()
			.map((field) -> Script.json(422,
					ChatJson.error("unsupported_parameter",
							"Unsupported parameter: '" + field + "' is not supported with this model.")))
			.orElseGet(() -> body.path("stream").asBoolean()
					? Script.sse().event(ChatJson.delta("The Reds")).event(ChatJson.finish("stop")).done()
					: Script.json(200, ChatJson.completion("The Reds")));
	}

	private static JsonNode body(ReceivedRequest request) {
		try {
			return JSON.readTree(request.body());
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
