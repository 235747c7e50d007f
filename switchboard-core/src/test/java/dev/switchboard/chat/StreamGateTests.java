package dev.switchboard.chat;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

import static org.assertj.core.api.Assertions.assertThat;

class StreamGateTests {

	private final CallMetadata call = new CallMetadata();

	private final StreamGate gate = new StreamGate(this.call, true);

	@Test
	void holdsBackChunksBeforeContent() {
		assertThat(this.gate.next(chunk("", "null"))).isEmpty();
		assertThat(this.gate.hasContent()).isFalse();

		assertThat(texts(this.gate.next(chunk("Hel", "null")))).containsExactly("", "Hel");
		assertThat(this.gate.hasContent()).isTrue();
		assertThat(texts(this.gate.next(chunk("lo", "null")))).containsExactly("lo");
	}

	@Test
	void ignoresChunksWithoutAChoice() {
		assertThat(this.gate.next(new ChatResponse(List.of()))).isEmpty();
		assertThat(this.gate.hasContent()).isFalse();
	}

	@Test
	void holdsBackLastChunkForUsage() {
		this.gate.next(chunk("Hello", "null"));

		assertThat(this.gate.next(chunk("", "stop"))).isEmpty();
		assertThat(this.gate.isFinished()).isTrue();
		assertThat(this.gate.next(usage(12, 5))).isEmpty();
		this.call.used(this.gate.usage());
		List<ChatResponse> rest = this.gate.rest(true);

		assertThat(rest).hasSize(1);
		assertThat(rest.get(0).getResult().getMetadata().getFinishReason()).isEqualTo("stop");
		assertThat(rest.get(0).getMetadata().getUsage().getTotalTokens()).isEqualTo(17);
	}

	@Test
	void takesTheLastReportedUsageAndNeverTheSum() {
		this.gate.next(new ChatResponse(List.of(generation("", "stop")), metadata(new DefaultUsage(12, 5))));
		this.gate.next(usage(12, 5));
		this.gate.next(usage(0, 0));

		assertThat(this.gate.usage()).isNotNull().extracting(UsageFigures::total).isEqualTo(17);
	}

	@Test
	void showsNoUsageOnChunksBeforeTheLast() {
		List<ChatResponse> chunks = this.gate
			.next(new ChatResponse(List.of(generation("Hello", "null")), metadata(new DefaultUsage(12, 5))));

		assertThat(chunks.get(0).getMetadata().getUsage()).isInstanceOf(EmptyUsage.class);
	}

	@Test
	void holdsBackOneChunkAfterSeveralFinish() {
		this.gate.next(chunk("first", "null"));

		assertThat(this.gate.next(chunk("", "stop"))).isEmpty();
		assertThat(this.gate.next(chunk("second", "null"))).hasSize(1);
		assertThat(texts(this.gate.next(chunk("", "stop")))).containsExactly("second");
		assertThat(this.gate.rest(true)).hasSize(1);
	}

	@Test
	void isNotFinishedByTheWordNull() {
		this.gate.next(chunk("Hello", "null"));
		this.gate.next(chunk("!", ""));

		assertThat(this.gate.isFinished()).isFalse();
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "null", "" })
	void finishedChoiceStaysFinishedWhateverFollows(String finishReason) {
		this.gate.next(chunk("Hello", "null"));
		this.gate.next(chunk("", "stop"));

		assertThat(this.gate.next(chunk("", finishReason))).isEmpty();
		assertThat(this.gate.next(chunk(null, finishReason))).isEmpty();

		assertThat(this.gate.isFinished()).isTrue();
		assertThat(this.gate.rest(true)).singleElement()
			.satisfies((last) -> assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("stop"));
	}

	@Test
	void takesUsageAfterFinishReason() {
		this.gate.next(chunk("Hello", "stop"));
		this.gate.next(new ChatResponse(List.of(generation("", "null")), metadata(new DefaultUsage(12, 5))));

		assertThat(this.gate.usage()).isNotNull().extracting(UsageFigures::total).isEqualTo(17);
	}

	@Test
	void textBehindTheFinishReasonIsNotLost() {
		this.gate.next(chunk("Hel", "stop"));

		assertThat(texts(this.gate.next(chunk("lo", "null")))).containsExactly("Hel");
		assertThat(texts(this.gate.rest(true))).containsExactly("lo");
	}

	@Test
	void choiceThatFinishedDoesNotFinishAnother() {
		this.gate.next(chunkOf(0, "first", "null"));
		this.gate.next(chunkOf(1, "second", "null"));
		this.gate.next(chunkOf(0, "", "stop"));
		this.gate.next(chunkOf(0, "", "null"));

		assertThat(this.gate.isFinished()).isFalse();
		this.gate.next(chunkOf(1, "", "stop"));
		assertThat(this.gate.isFinished()).isTrue();
	}

	@Test
	void refusalIsContent() {
		AssistantMessage refusal = AssistantMessage.builder()
			.content(null)
			.properties(Map.of("refusal", "I cannot help with that."))
			.build();

		assertThat(this.gate.next(new ChatResponse(List.of(new Generation(refusal))))).hasSize(1);
		assertThat(this.gate.hasContent()).isTrue();
	}

	@Test
	void collectsToolCallsWithTheTextBeforeThem() {
		assertThat(texts(this.gate.next(chunk("Let me look. ", "null")))).containsExactly("Let me look. ");
		assertThat(this.gate.next(toolCall("1", "weather"))).isEmpty();
		assertThat(this.gate.next(toolCall("2", "time"))).isEmpty();

		ChatResponse asking = this.gate.toolCalls();

		assertThat(asking).isNotNull();
		assertThat(asking.getResult().getOutput().getText()).isEqualTo("Let me look. ");
		assertThat(asking.getResult().getOutput().getToolCalls()).extracting(AssistantMessage.ToolCall::name)
			.containsExactly("weather", "time");
	}

	@Test
	void passesToolCallsOnWhenTheCallerRunsThem() {
		StreamGate gate = new StreamGate(this.call, false);

		gate.next(toolCall("1", "weather"));

		assertThat(gate.toolCalls()).isNull();
		assertThat(gate.rest(true)).singleElement().satisfies((chunk) -> assertThat(chunk.hasToolCalls()).isTrue());
	}

	@Test
	void showsTextBeforeToolCallsOnce() {
		assertThat(texts(this.gate.next(chunk("Let me look. ", "null")))).containsExactly("Let me look. ");
		this.gate.next(toolCall("1", "weather", "Or "));
		this.gate.next(toolCall("2", "time", "not."));

		ChatResponse asking = Objects.requireNonNull(this.gate.toolCalls());
		List<ChatResponse> rest = this.gate.restWithToolCalls();

		assertThat(asking.getResult().getOutput().getText()).isEqualTo("Let me look. Or not.");
		assertThat(texts(rest)).containsExactly("Or not.");
		assertThat(rest.get(0).getResult().getOutput().getToolCalls()).hasSize(2);
	}

	@Test
	void isCompleteAfterEveryFinishReason() {
		this.gate.next(chunkOf(0, "first", "null"));
		this.gate.next(chunkOf(1, "second", "null"));
		this.gate.next(chunkOf(0, "", "stop"));
		assertThat(this.gate.isComplete()).isFalse();

		this.gate.next(chunkOf(1, "", "stop"));
		this.gate.next(chunkOf(1, "", "null"));

		assertThat(this.gate.isComplete()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stop", "null" })
	void isIncompleteWhenChoiceContinues(String finishReason) {
		this.gate.next(chunk("Hel", "stop"));
		this.gate.next(chunk("lo", finishReason));

		assertThat(this.gate.isFinished()).isTrue();
		assertThat(this.gate.isComplete()).isFalse();
	}

	@Test
	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	void takesChunksThatTellNothingButText() {
		List<ChatResponse> chunks = this.gate
			.next(new ChatResponse(List.of(new Generation(new AssistantMessage("Hello"), null)), null));

		assertThat(texts(chunks)).containsExactly("Hello");
		assertThat(this.gate.isFinished()).isFalse();
		assertThat(this.gate.usage()).isNull();
	}

	private static ChatResponse chunk(String text, String finishReason) {
		return new ChatResponse(List.of(generation(text, finishReason)), metadata(new EmptyUsage()));
	}

	private static ChatResponse chunkOf(int choice, String text, String finishReason) {
		AssistantMessage message = AssistantMessage.builder().content(text).properties(Map.of("index", choice)).build();
		return new ChatResponse(
				List.of(new Generation(message, ChatGenerationMetadata.builder().finishReason(finishReason).build())));
	}

	private static ChatResponse toolCall(String id, String name) {
		return toolCall(id, name, "");
	}

	private static ChatResponse toolCall(String id, String name, String text) {
		AssistantMessage message = AssistantMessage.builder()
			.content(text)
			.toolCalls(List.of(new AssistantMessage.ToolCall(id, "function", name, "{}")))
			.build();
		return new ChatResponse(
				List.of(new Generation(message, ChatGenerationMetadata.builder().finishReason("tool_calls").build())));
	}

	private static ChatResponse usage(int input, int output) {
		return new ChatResponse(List.of(), metadata(new DefaultUsage(input, output)));
	}

	private static Generation generation(String text, String finishReason) {
		return new Generation(new AssistantMessage(text),
				ChatGenerationMetadata.builder().finishReason(finishReason).build());
	}

	private static ChatResponseMetadata metadata(Usage usage) {
		return ChatResponseMetadata.builder().usage(usage).build();
	}

	private static List<String> texts(List<ChatResponse> chunks) {
		return chunks.stream().map((chunk) -> chunk.getResult().getOutput().getText()).toList();
	}

}
