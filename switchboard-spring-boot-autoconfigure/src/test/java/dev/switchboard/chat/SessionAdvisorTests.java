package dev.switchboard.chat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.testing.Line;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import static org.assertj.core.api.Assertions.assertThat;

class SessionAdvisorTests {

	private static final String KEY = DefaultSessionIdResolver.KEY;

	private final Recorder chatModel = new Recorder();

	private final ChatClient client = ChatClient.builder(this.chatModel)
		.defaultAdvisors(new SessionAdvisor(Line.chatSupport(), true))
		.build();

	@Test
	void theParameterReachesTheModel() {
		this.client.prompt("hello").advisors((advisor) -> advisor.param(KEY, "c-42")).call().content();
		assertThat(session()).isEqualTo("c-42");
	}

	@Test
	void soItDoesInAStream() {
		this.client.prompt("hello").advisors((advisor) -> advisor.param(KEY, "c-42")).stream().content().blockLast();
		assertThat(session()).isEqualTo("c-42");
	}

	@Test
	void theConversationIdServesToo() {
		this.client.prompt("hello")
			.advisors((advisor) -> advisor.param(ChatMemory.CONVERSATION_ID, "memory-7"))
			.call()
			.content();
		assertThat(session()).isEqualTo("memory-7");
	}

	@Test
	void theParameterComesFirst() {
		this.client.prompt("hello")
			.advisors((advisor) -> advisor.param(ChatMemory.CONVERSATION_ID, "memory-7").param(KEY, "c-42"))
			.call()
			.content();
		assertThat(session()).isEqualTo("c-42");
	}

	@Test
	void theConversationIdCanBeLeftAlone() {
		ChatClient.builder(this.chatModel)
			.defaultAdvisors(new SessionAdvisor(Line.chatSupport(), false))
			.build()
			.prompt("hello")
			.advisors((advisor) -> advisor.param(ChatMemory.CONVERSATION_ID, "memory-7"))
			.call()
			.content();
		assertThat(session()).isNull();
	}

	@Test
	void withoutAParameterThereIsNoSession() {
		this.client.prompt("hello").call().content();
		assertThat(session()).isNull();
		this.client.prompt("hello").advisors((advisor) -> advisor.param(KEY, " ")).call().content();
		assertThat(session()).isNull();
	}

	@Test
	void aSessionInTheOptionsStays() {
		this.client.prompt(new Prompt("hello", SwitchboardChatOptions.builder().sessionId("mine").build()))
			.advisors((advisor) -> advisor.param(KEY, "c-42"))
			.call()
			.content();
		assertThat(session()).isEqualTo("mine");
		this.client
			.prompt(new Prompt("hello", ToolCallingChatOptions.builder().toolContext(Map.of(KEY, "context")).build()))
			.advisors((advisor) -> advisor.param(KEY, "c-42"))
			.call()
			.content();
		assertThat(session()).isEqualTo("context");
	}

	@Test
	void optionsOfEveryKindAreCopiedAndKeepWhatTheySay() {
		for (ChatOptions options : List.of(ChatOptions.builder().model("m").temperature(0.5).maxTokens(7).build(),
				ToolCallingChatOptions.builder().model("m").temperature(0.5).maxTokens(7).build(),
				SwitchboardChatOptions.builder().model("m").temperature(0.5).maxTokens(7).build(),
				Line.ofTheClientLibrary("m", 0.5, 7))) {
			this.client.prompt(new Prompt("hello", options))
				.advisors((advisor) -> advisor.param(KEY, "c-42"))
				.call()
				.content();
			ChatOptions sent = this.chatModel.prompt().getOptions();
			assertThat(session()).isEqualTo("c-42");
			assertThat(sent.getModel()).isEqualTo("m");
			assertThat(sent.getTemperature()).isEqualTo(0.5);
			assertThat(sent.getMaxTokens()).isEqualTo(7);
			assertThat(new DefaultSessionIdResolver().resolve(new Prompt("hello", options))).isNull();
		}
	}

	@Test
	void theContextOfToolsIsKept() {
		Map<String, Object> context = new HashMap<>(Map.of("user", "ann"));
		this.client.prompt("hello")
			.toolContext(context)
			.advisors((advisor) -> advisor.param(KEY, "c-42"))
			.call()
			.content();
		assertThat(session()).isEqualTo("c-42");
		assertThat(((ToolCallingChatOptions) this.chatModel.prompt().getOptions()).getToolContext())
			.containsEntry("user", "ann");
		assertThat(context).containsOnlyKeys("user");
	}

	@Test
	void survivesMutateAndEntity() {
		this.chatModel.answer = "{\"city\":\"Rome\"}";
		Answer answer = this.client.mutate()
			.build()
			.prompt("hello")
			.advisors((advisor) -> advisor.param(KEY, "c-42"))
			.call()
			.entity(Answer.class);
		assertThat(answer).isEqualTo(new Answer("Rome"));
		assertThat(session()).isEqualTo("c-42");
	}

	private @Nullable String session() {
		return new DefaultSessionIdResolver().resolve(this.chatModel.prompt());
	}

	record Answer(String city) {

	}

	private static final class Recorder implements ChatModel {

		private final AtomicReference<Prompt> prompt = new AtomicReference<>();

		private String answer = "hi";

		Prompt prompt() {
			return this.prompt.get();
		}

		@Override
		public ChatResponse call(Prompt prompt) {
			this.prompt.set(prompt);
			return new ChatResponse(List.of(new Generation(new AssistantMessage(this.answer))));
		}

		@Override
		public Flux<ChatResponse> stream(Prompt prompt) {
			return Flux.defer(() -> Flux.just(call(prompt)));
		}

		@Override
		public ChatOptions getDefaultOptions() {
			return getOptions();
		}

		/** Overrides the method of Spring AI 2.0. */
		public ChatOptions getOptions() {
			return SwitchboardChatOptions.builder().build();
		}

	}

}
