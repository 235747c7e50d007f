package dev.switchboard.wire;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.testing.StreamedAnswer;
import dev.switchboard.testing.StreamedAnswer.Choice;
import org.jspecify.annotations.Nullable;

/**
 * What a client library has read of a guarded stream, and how it ended.
 */
final class Heard {

	private final Map<Integer, Choice> choices = new TreeMap<>();

	private int tokens;

	private @Nullable Throwable failure;

	void add(byte[] event) {
		JsonNode json = ResponseJson.object(Arrays.copyOfRange(event, "data: ".length(), event.length));
		this.tokens = json.at("/usage/completion_tokens").asInt(this.tokens);
		for (JsonNode choice : json.path("choices")) {
			StringBuilder toolCalls = new StringBuilder();
			choice.at("/delta/tool_calls")
				.forEach((call) -> toolCalls.append(call.at("/function/name").asText())
					.append('(')
					.append(call.at("/function/arguments").asText())
					.append(");"));
			Choice said = new Choice(choice.at("/delta/content").asText(""), toolCalls.toString(),
					choice.path("finish_reason").asText(""));
			this.choices.merge(choice.path("index").asInt(), said, Heard::both);
		}
	}

	private static Choice both(Choice first, Choice second) {
		return new Choice(first.text() + second.text(), first.toolCalls() + second.toolCalls(),
				second.finishReason().isEmpty() ? first.finishReason() : second.finishReason());
	}

	void failed(Throwable failure) {
		this.failure = failure;
	}

	Map<Integer, Choice> choices() {
		return this.choices;
	}

	int tokens() {
		return this.tokens;
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

	/** Whether every choice of the answer has its finish reason. */
	boolean isFinished(StreamedAnswer answer) {
		return answer.choices()
			.keySet()
			.stream()
			.allMatch((index) -> this.choices.containsKey(index) && !this.choices.get(index).finishReason().isEmpty());
	}

	/** Whether nothing was heard that is not the beginning of the answer. */
	boolean isBeginningOf(StreamedAnswer answer) {
		return this.choices.entrySet().stream().allMatch((heard) -> {
			Choice whole = answer.choices().get(heard.getKey());
			Choice part = heard.getValue();
			return whole.text().startsWith(part.text())
					&& (part.toolCalls().isEmpty() || part.toolCalls().equals(whole.toolCalls()))
					&& (part.finishReason().isEmpty() || part.equals(whole));
		});
	}

}
