package dev.switchboard.wire;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a stream. Text passes as it arrives, tool calls when the choice finishes,
 * annotations never.
 */
final class StreamedChoice {

	private final int index;

	private final ToolCallParts toolCalls = new ToolCallParts();

	private boolean finished;

	private boolean resumed;

	StreamedChoice(int index) {
		this.index = index;
	}

	/**
	 * Reads an event's part of this choice.
	 * @param choice the choice in the event @param passing the list to add passing chunks
	 * to
	 * @return how far this advances the stream
	 */
	Progress next(ObjectNode choice, List<ObjectNode> passing) {
		ObjectNode delta = MessageJson.of(choice, "delta", "message");
		String finishReason = FinishReason.of(choice);
		if (delta == null) {
			// an annotation, unless it says that the filter stopped the choice
			delta = JsonNodeFactory.instance.objectNode();
		}
		JsonNode parts = delta.path("tool_calls");
		delta.remove("tool_calls");
		this.toolCalls.add(parts);
		this.resumed |= this.finished && MessageJson.speaks(delta);
		if (finishReason != null) {
			finish(choice, delta, finishReason, passing);
		}
		else if (MessageJson.speaks(delta) || (!this.finished && !delta.isEmpty())) {
			passing.add(with(choice, delta, null));
		}
		if (finishReason != null || MessageJson.speaks(delta) || MessageJson.isFilled(parts)) {
			return Progress.CONTENT;
		}
		return MessageJson.thinks(choice.path("delta")) ? Progress.THOUGHT : Progress.NONE;
	}

	private void finish(ObjectNode choice, ObjectNode delta, String finishReason, List<ObjectNode> passing) {
		this.finished = true;
		if (this.toolCalls.isEmpty()) {
			passing.add(with(choice, delta, finishReason));
			return;
		}
		if (MessageJson.speaks(delta)) {
			passing.add(with(choice, delta, null));
		}
		passing.add(askingForTools(choice));
		if (!FinishReason.TOOL_CALLS.equals(finishReason) && !FinishReason.STOP.equals(finishReason)) {
			passing.add(with(choice, JsonNodeFactory.instance.objectNode(), finishReason));
		}
	}

	/** Whether the choice has a finish reason that no text followed. */
	boolean isFinished() {
		return this.finished && !this.resumed;
	}

	/**
	 * The remaining chunks at the end of the stream: tool calls after the finish reason.
	 */
	void end(List<ObjectNode> passing) {
		if (this.finished && !this.toolCalls.isEmpty()) {
			passing.add(askingForTools(JsonNodeFactory.instance.objectNode()));
		}
	}

	/**
	 * The tool calls in a chunk of their own that also finishes: libraries merge all
	 * chunks from the first tool call to this finish reason into one.
	 */
	private ObjectNode askingForTools(ObjectNode choice) {
		ObjectNode delta = JsonNodeFactory.instance.objectNode().put("role", "assistant");
		delta.set("tool_calls", this.toolCalls.take());
		return with(choice, delta, FinishReason.TOOL_CALLS);
	}

	private ObjectNode with(ObjectNode choice, ObjectNode delta, @Nullable String finishReason) {
		ObjectNode passing = JsonNodeFactory.instance.objectNode();
		passing.setAll(choice);
		passing.remove("message");
		passing.put("index", this.index).put("finish_reason", finishReason).set("delta", delta);
		return passing;
	}

}
