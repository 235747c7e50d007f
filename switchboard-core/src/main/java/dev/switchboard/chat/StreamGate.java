package dev.switchboard.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * Decides which chunks of an attempt reach the caller. Chunks without content are held
 * back until the first one with content, so that a failure before it stays invisible.
 * After the finish reason, the last chunk is held back so that it can carry the usage.
 * Tool calls that the switchboard runs itself are collected.
 */
final class StreamGate {

	private final CallMetadata call;

	private final boolean collectsToolCalls;

	private final List<ChatResponse> held = new ArrayList<>();

	/** Whether a choice still lacks its finish reason, for every one that has begun. */
	private final Map<Object, Boolean> unfinished = new HashMap<>();

	/** What each choice has said so far, in the order in which they began. */
	private final Map<Object, Collected> collected = new LinkedHashMap<>();

	/** Of the first choice that asks for tools; the others are dropped, as in a call. */
	private @Nullable Collected asking;

	private @Nullable UsageFigures usage;

	private boolean content;

	private boolean finished;

	private boolean resumed;

	StreamGate(CallMetadata call, boolean collectsToolCalls) {
		this.call = call;
		this.collectsToolCalls = collectsToolCalls;
	}

	/** Takes a chunk from the wire and returns those that may go on. */
	List<ChatResponse> next(ChatResponse chunk) {
		UsageFigures reported = UsageFigures.reported(chunk);
		this.usage = (reported != null) ? reported : this.usage;
		if (chunk.getResult() == null) {
			return List.of();
		}
		boolean wasFinished = this.finished;
		boolean speaks = false;
		for (Generation generation : chunk.getResults()) {
			boolean last = isLast(generation);
			boolean says = speaks(generation.getOutput());
			this.resumed |= says && Boolean.FALSE.equals(this.unfinished.get(choice(generation)));
			// a finished choice stays finished, even if more chunks arrive for it
			this.unfinished.merge(choice(generation), !last, Boolean::logicalAnd);
			this.finished |= last;
			speaks |= last || says;
		}
		this.content |= speaks;
		if (wasFinished && !speaks) {
			return List.of();
		}
		if (this.collectsToolCalls && collect(chunk)) {
			return List.of();
		}
		this.held.add(chunk);
		if (!this.content || (this.finished && !wasFinished && this.held.size() == 1)) {
			return List.of();
		}
		return release(this.finished ? 1 : 0);
	}

	private static boolean speaks(AssistantMessage message) {
		return StringUtils.hasLength(message.getText()) || message.hasToolCalls()
				|| (message.getMetadata().get("refusal") instanceof String refusal && StringUtils.hasLength(refusal));
	}

	private boolean collect(ChatResponse chunk) {
		for (Generation generation : chunk.getResults()) {
			Collected choice = this.collected.computeIfAbsent(choice(generation), (index) -> new Collected());
			choice.add(chunk, generation);
			if (this.asking == null && !choice.toolCalls.isEmpty()) {
				this.asking = choice;
			}
		}
		return chunk.hasToolCalls();
	}

	private List<ChatResponse> release(int keep) {
		List<ChatResponse> ready = this.held.subList(0, this.held.size() - keep);
		List<ChatResponse> released = ready.stream().map(this.call::chunk).toList();
		ready.clear();
		return released;
	}

	/** Returns whether content has passed: it cannot be taken back. */
	boolean hasContent() {
		return this.content;
	}

	/**
	 * Whether every choice has its finish reason: without one the response is incomplete.
	 */
	boolean isFinished() {
		return this.finished && !this.unfinished.containsValue(true);
	}

	/**
	 * Returns whether nothing but the usage can be missing. If a choice continued after
	 * its finish reason, finish reasons do not mark the end.
	 */
	boolean isComplete() {
		return isFinished() && !this.resumed;
	}

	/** The usage of this attempt, or {@code null} when the service did not tell. */
	@Nullable UsageFigures usage() {
		return this.usage;
	}

	/**
	 * The response that asks for tools: text and tool calls of all chunks; or
	 * {@code null} when it asks for none.
	 */
	@Nullable ChatResponse toolCalls() {
		return (this.asking != null) ? this.asking.response(this.asking.text) : null;
	}

	/**
	 * Returns the last chunks of a round whose tool calls go to the caller: the tool
	 * calls, and the text that has not been passed on yet.
	 */
	List<ChatResponse> restWithToolCalls() {
		List<ChatResponse> rest = new ArrayList<>(release(0));
		if (this.asking != null) {
			rest.add(last(this.asking.response(this.asking.withheldText)));
		}
		return rest;
	}

	/** Returns the last chunks of the round; the last of them ends the stream. */
	List<ChatResponse> rest(boolean streamEnds) {
		if (!streamEnds || this.held.isEmpty()) {
			return release(0);
		}
		List<ChatResponse> rest = new ArrayList<>(release(1));
		rest.add(last(this.held.get(0)));
		return rest;
	}

	private ChatResponse last(ChatResponse response) {
		return this.call.last(response, response.getResults());
	}

	/** The number of the choice, of which there are several when {@code n} is above 1. */
	private static Object choice(Generation generation) {
		Map<String, Object> metadata = generation.getOutput().getMetadata();
		return metadata.getOrDefault("index", metadata.getOrDefault("choiceIndex", 0));
	}

	private static boolean isLast(Generation generation) {
		// a connector may leave everything out
		String reason = (generation.getMetadata() != null) ? generation.getMetadata().getFinishReason() : null;
		return StringUtils.hasLength(reason) && !ChatCall.NOT_FINISHED.equals(reason);
	}

	/** What one choice has said. */
	private static final class Collected {

		private final StringBuilder text = new StringBuilder();

		/** The part of the text that came in the same chunks as tool calls. */
		private final StringBuilder withheldText = new StringBuilder();

		private final List<AssistantMessage.ToolCall> toolCalls = new ArrayList<>();

		private @Nullable ChatResponse chunk;

		private @Nullable Generation generation;

		void add(ChatResponse chunk, Generation generation) {
			AssistantMessage message = generation.getOutput();
			String text = (message.getText() != null) ? message.getText() : "";
			this.text.append(text);
			if (message.hasToolCalls()) {
				this.withheldText.append(text);
				this.toolCalls.addAll(message.getToolCalls());
				this.chunk = chunk;
				this.generation = generation;
			}
		}

		/** The response that asks for tools; only for a choice that does. */
		ChatResponse response(CharSequence text) {
			Generation asking = Objects.requireNonNull(this.generation);
			AssistantMessage message = AssistantMessage.builder()
				.content(text.toString())
				.properties(asking.getOutput().getMetadata())
				.toolCalls(List.copyOf(this.toolCalls))
				.build();
			return new ChatResponse(List.of(new Generation(message, asking.getMetadata())),
					Objects.requireNonNull(this.chunk).getMetadata());
		}

	}

}
