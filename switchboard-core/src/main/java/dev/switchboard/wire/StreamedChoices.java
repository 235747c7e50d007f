package dev.switchboard.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Turns the chunks of a service into chunks that every client library reads the same way:
 * one choice each, with a delta; annotations left out, tool calls in one piece.
 */
final class StreamedChoices {

	private final Map<Integer, StreamedChoice> choices = new TreeMap<>();

	private ObjectNode envelope = JsonNodeFactory.instance.objectNode();

	private Progress progress = Progress.NONE;

	/**
	 * Takes a chunk.
	 * @param chunk the chunk as the service sent it
	 * @return the chunks for the client library, possibly none
	 */
	List<ObjectNode> next(ObjectNode chunk) {
		this.progress = Progress.NONE;
		this.envelope = ClientJson.envelope(chunk);
		List<ObjectNode> passing = new ArrayList<>();
		int position = 0;
		for (JsonNode choice : ClientJson.choices(chunk)) {
			int index = choice.path("index").isInt() ? choice.path("index").asInt() : position;
			position++;
			if (choice.isObject()) {
				take(index, (ObjectNode) choice, passing);
			}
		}
		return chunks(passing, ClientJson.usage(chunk));
	}

	private void take(int index, ObjectNode choice, List<ObjectNode> passing) {
		Progress progress = this.choices.computeIfAbsent(index, StreamedChoice::new).next(choice, passing);
		this.progress = (progress.compareTo(this.progress) > 0) ? progress : this.progress;
	}

	/** How far the last chunk has advanced the stream. */
	Progress progress() {
		return this.progress;
	}

	/** Whether all choices have finished, so that nothing but the usage can follow. */
	boolean isFinished() {
		return !this.choices.isEmpty() && this.choices.values().stream().allMatch(StreamedChoice::isFinished);
	}

	/** The remaining chunks at the end of the stream. */
	List<ObjectNode> end() {
		List<ObjectNode> passing = new ArrayList<>();
		this.choices.values().forEach((choice) -> choice.end(passing));
		return chunks(passing, null);
	}

	private List<ObjectNode> chunks(List<ObjectNode> choices, @Nullable ObjectNode usage) {
		List<ObjectNode> chunks = new ArrayList<>();
		for (ObjectNode choice : choices) {
			ObjectNode chunk = this.envelope.objectNode();
			chunk.setAll(this.envelope);
			chunk.putArray("choices").add(choice);
			chunks.add(chunk);
		}
		if (usage != null) {
			if (chunks.isEmpty()) {
				this.envelope.putArray("choices");
				chunks.add(this.envelope);
			}
			chunks.get(chunks.size() - 1).set("usage", usage);
		}
		return chunks;
	}

}
