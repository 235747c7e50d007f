package dev.switchboard.sample;

import java.util.Objects;

import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClient.ChatClientRequestSpec;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.stereotype.Component;

/**
 * A chat as any Spring AI application would write it. It remembers a session's turns; the
 * conversation id of its memory is also what keeps a session on one deployment.
 */
@Component
class Conversation {

	private final ChatClient chatClient;

	private final MessageChatMemoryAdvisor memory;

	Conversation(ChatClient chatClient, ChatMemory chatMemory) {
		this.chatClient = chatClient;
		this.memory = MessageChatMemoryAdvisor.builder(chatMemory).build();
	}

	Answer ask(Question question) {
		ChatResponse response = Objects.requireNonNull(prompt(question).call().chatResponse());
		return new Answer(text(response), Route.of(response.getMetadata()));
	}

	Flux<ChatResponse> stream(Question question) {
		return prompt(question).stream().chatResponse();
	}

	static String text(ChatResponse response) {
		String text = (response.getResult() != null) ? response.getResult().getOutput().getText() : null;
		return (text != null) ? text : "";
	}

	private ChatClientRequestSpec prompt(Question question) {
		ChatOptions options = ChatOptions.builder().model(question.model()).build();
		ChatClientRequestSpec prompt = this.chatClient.prompt(new Prompt(question.text(), options));
		String sessionId = question.sessionId();
		if (sessionId != null && !sessionId.isBlank()) {
			prompt = prompt
				.advisors((advisors) -> advisors.advisors(this.memory).param(ChatMemory.CONVERSATION_ID, sessionId));
		}
		return prompt;
	}

}
