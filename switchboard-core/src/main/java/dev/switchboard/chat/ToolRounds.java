package dev.switchboard.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * Keeps the rounds of a turn on one deployment when tools are run outside the model: a
 * message that asks for tools carries the name of its deployment, and the prompt with
 * their results brings it back. Nothing is remembered in between.
 */
final class ToolRounds {

	private ToolRounds() {
	}

	/**
	 * The deployment that asked for the tools whose results end a prompt. An earlier turn
	 * does not count: its answer may be in the prompt for as long as the conversation
	 * goes on.
	 * @return the name of the deployment, or {@code null}
	 */
	static @Nullable String deployment(Prompt prompt) {
		List<Message> messages = prompt.getInstructions();
		int last = messages.size() - 1;
		while (last >= 0 && messages.get(last).getMessageType() == MessageType.TOOL) {
			last--;
		}
		boolean endsWithResults = last < messages.size() - 1;
		if (endsWithResults && last >= 0 && messages.get(last) instanceof AssistantMessage asking
				&& asking.hasToolCalls()) {
			return (asking.getMetadata().get(CallMetadata.DEPLOYMENT) instanceof String name) ? name : null;
		}
		return null;
	}

	/** Adds the name of the deployment to the messages that ask for tools. */
	static List<Generation> stamped(List<Generation> generations, String deployment) {
		return generations.stream().map((generation) -> stamped(generation, deployment)).toList();
	}

	private static Generation stamped(Generation generation, String deployment) {
		AssistantMessage message = generation.getOutput();
		// a subclass may have more than a copy would
		if (message == null || message.getClass() != AssistantMessage.class || !message.hasToolCalls()) {
			return generation;
		}
		Map<String, Object> metadata = new HashMap<>(message.getMetadata());
		metadata.put(CallMetadata.DEPLOYMENT, deployment);
		AssistantMessage stamped = AssistantMessage.builder()
			.content(message.getText())
			.properties(metadata)
			.toolCalls(message.getToolCalls())
			.media(message.getMedia())
			.build();
		return new Generation(stamped, generation.getMetadata());
	}

}
