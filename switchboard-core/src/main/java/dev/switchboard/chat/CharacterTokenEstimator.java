package dev.switchboard.chat;

import java.util.List;
import java.util.function.Function;

import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * The default {@link TokenEstimator}: four characters count as a token, as in Azure's own
 * estimate at admission. Counts messages, tool calls and results, tool schemas and the
 * output schema; an image is a fixed charge.
 *
 * @since 0.1.0
 */
public class CharacterTokenEstimator implements TokenEstimator {

	private static final int CHARACTERS_PER_TOKEN = 4;

	/** An image of 1024 x 1024 pixels in high detail, in tokens. */
	private static final int TOKENS_PER_IMAGE = 765;

	private final Function<@Nullable ChatOptions, List<ToolDefinition>> tools;

	/**
	 * Creates the estimator.
	 * @param tools finds the definitions of the tools that options offer
	 */
	public CharacterTokenEstimator(Function<@Nullable ChatOptions, List<ToolDefinition>> tools) {
		this.tools = tools;
	}

	@Override
	public long estimate(Prompt prompt) {
		long characters = characters(prompt.getOptions());
		long images = 0;
		for (Message message : prompt.getInstructions()) {
			characters += characters(message);
			images += (message instanceof MediaContent media) ? media.getMedia().size() : 0;
		}
		return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN + images * TOKENS_PER_IMAGE;
	}

	private static long characters(Message message) {
		long characters = length(message.getText());
		if (message instanceof AssistantMessage assistant) {
			for (AssistantMessage.ToolCall call : assistant.getToolCalls()) {
				characters += length(call.name()) + length(call.arguments());
			}
		}
		else if (message instanceof ToolResponseMessage results) {
			for (ToolResponseMessage.ToolResponse result : results.getResponses()) {
				characters += length(result.responseData());
			}
		}
		return characters;
	}

	private long characters(@Nullable ChatOptions options) {
		long characters = 0;
		for (ToolDefinition definition : this.tools.apply(options)) {
			characters += length(definition.name()) + length(definition.description())
					+ length(definition.inputSchema());
		}
		ResponseFormat format = CallerOptions.request(options).responseFormat();
		return characters + ((format != null) ? length(format.schema()) : 0);
	}

	private static int length(@Nullable String text) {
		return (text != null) ? text.length() : 0;
	}

}
