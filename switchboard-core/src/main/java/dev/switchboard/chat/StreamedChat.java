package dev.switchboard.chat;

import java.util.List;
import java.util.function.Consumer;

import dev.switchboard.failover.Attempt;
import dev.switchboard.failover.StreamedAnswer;
import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * The streamed answer of one attempt: the chunks of its client behind a
 * {@link StreamGate}.
 */
final class StreamedChat implements StreamedAnswer<ChatResponse> {

	private final ChatCall call;

	private final Prompt prompt;

	private final Attempt attempt;

	private final StreamGate gate;

	private final ChatRounds.@Nullable ToolCalls toolCalls;

	private final Consumer<Flux<ChatResponse>> next;

	/**
	 * Creates the answer.
	 * @param toolCalls answers a response that asks for tools; {@code null}: its chunks
	 * go to the caller as they arrive
	 * @param next takes what follows this round in place of the tool calls
	 */
	StreamedChat(ChatCall call, Prompt prompt, Attempt attempt, ChatRounds.@Nullable ToolCalls toolCalls,
			Consumer<Flux<ChatResponse>> next) {
		this.call = call;
		this.prompt = prompt;
		this.attempt = attempt;
		this.gate = new StreamGate(call.metadata(), toolCalls != null);
		this.toolCalls = toolCalls;
		this.next = next;
	}

	@Override
	public Flux<ChatResponse> exchange() {
		return this.attempt.client()
			.stream(this.prompt, this.attempt)
			.doOnNext((chunk) -> this.call.received(this.attempt, chunk));
	}

	@Override
	public List<ChatResponse> next(ChatResponse chunk) {
		return this.gate.next(chunk);
	}

	@Override
	public boolean hasContent() {
		return this.gate.hasContent();
	}

	@Override
	public boolean isFinished() {
		return this.gate.isFinished();
	}

	@Override
	public boolean isComplete() {
		return this.gate.isComplete();
	}

	@Override
	public @Nullable TokenUsage usage() {
		return this.call.tokens(this.attempt, this.gate.usage());
	}

	@Override
	public int delivered() {
		return this.call.delivered();
	}

	@Override
	public List<ChatResponse> rest() {
		this.call.used(this.prompt, this.gate.usage());
		ChatResponse asking = this.gate.toolCalls();
		if (asking == null || this.toolCalls == null) {
			return this.gate.rest(true);
		}
		Flux<ChatResponse> following = this.toolCalls.answer(asking);
		if (following == null) {
			return this.gate.restWithToolCalls();
		}
		this.next.accept(following);
		return this.gate.rest(false);
	}

}
