package dev.switchboard.chat;

import java.util.List;
import java.util.function.Function;

import dev.switchboard.connector.ResponseFormat;
import dev.switchboard.testing.Line;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;

class CharacterTokenEstimatorTests {

	private final CharacterTokenEstimator estimator = new CharacterTokenEstimator(Line.chatSupport()::toolDefinitions);

	@Test
	void takesFourCharactersForATokenAndRoundsUp() {
		assertThat(this.estimator.estimate(new Prompt(List.of()))).isZero();
		assertThat(this.estimator.estimate(new Prompt("x".repeat(400)))).isEqualTo(100);
		assertThat(this.estimator.estimate(new Prompt("x".repeat(401)))).isEqualTo(101);
	}

	@Test
	void countsAllMessages() {
		Prompt prompt = new Prompt(List.of(new SystemMessage("s".repeat(40)), new UserMessage("u".repeat(40)),
				AssistantMessage.builder()
					.content("a".repeat(40))
					.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "n".repeat(20), "g".repeat(20))))
					.build(),
				ToolResponseMessage.builder()
					.responses(List.of(new ToolResponseMessage.ToolResponse("1", "n", "r".repeat(40))))
					.build()));

		assertThat(this.estimator.estimate(prompt)).isEqualTo(200 / 4);
	}

	@Test
	void chargesAnImageAtAFixedPrice() {
		UserMessage image = UserMessage.builder()
			.text("what is it")
			.media(new Media(MimeTypeUtils.IMAGE_PNG, new ByteArrayResource(new byte[100_000])))
			.build();

		assertThat(this.estimator.estimate(new Prompt(image))).isEqualTo(765 + 3);
	}

	@Test
	void countsToolSchemas() {
		ToolCallback tool = FunctionToolCallback.builder("weather", Function.<String>identity())
			.description("d".repeat(80))
			.inputSchema("{%s}".formatted(" ".repeat(98)))
			.inputType(String.class)
			.build();

		assertThat(
				this.estimator.estimate(new Prompt("", SwitchboardChatOptions.builder().toolCallbacks(tool).build())))
			.isEqualTo((7 + 80 + 100 + 3) / 4);
	}

	@Test
	void countsTheOutputSchema() {
		ResponseFormat format = new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, "answer",
				"{%s}".formatted(" ".repeat(398)), true);

		assertThat(this.estimator
			.estimate(new Prompt("", SwitchboardChatOptions.builder().responseFormat(format).build()))).isEqualTo(100);
	}

}
