package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.switchboard.testing.Line;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The ways of calling a model, both of which must behave the same.
 */
enum Way {

	CALL {
		@Override
		Answer ask(ChatModel model, Prompt prompt) {
			ChatResponse response = model.call(prompt);
			return new Answer(text(response), response);
		}
	},

	STREAM {
		@Override
		Answer ask(ChatModel model, Prompt prompt) {
			List<ChatResponse> chunks = new ArrayList<>();
			model.stream(prompt).doOnNext(chunks::add).blockLast();
			StringBuilder text = new StringBuilder();
			chunks.forEach((chunk) -> text.append(text(chunk)));
			return new Answer(text.toString(), chunks.get(chunks.size() - 1));
		}
	};

	abstract Answer ask(ChatModel model, Prompt prompt);

	/** Asks with tools, which are run where the line runs them. */
	Answer askWithTools(ChatModel model, Prompt prompt) {
		return ask(Line.withTools(model), prompt);
	}

	Answer ask(ChatModel model) {
		return ask(model, new Prompt("Hi"));
	}

	private static String text(ChatResponse response) {
		String text = response.getResult().getOutput().getText();
		return (text != null) ? text : "";
	}

	/** What came back. */
	record Answer(String text, ChatResponse last) {

		Usage usage() {
			return this.last.getMetadata().getUsage();
		}

		int attempts() {
			return Objects.requireNonNull(this.last.getMetadata().<Integer>get("switchboard.attempts"));
		}

		@Nullable String deployment() {
			return this.last.getMetadata().get("switchboard.deployment");
		}

	}

}
