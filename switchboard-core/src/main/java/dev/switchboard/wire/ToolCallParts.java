package dev.switchboard.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.switchboard.InvalidResponseException;
import org.jspecify.annotations.Nullable;

/**
 * The tool calls of one choice of a stream, put together from their pieces. Client
 * libraries do this, too, but mix up interleaved calls, and lose all but one when a chunk
 * has several.
 */
final class ToolCallParts {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final List<Call> calls = new ArrayList<>();

	private final Map<Integer, Call> byIndex = new HashMap<>();

	private int length;

	/** Takes the pieces of a delta. */
	void add(JsonNode parts) {
		if (parts.isObject()) {
			add(ToolCallJson.of(parts));
			return;
		}
		for (JsonNode part : parts) {
			add(ToolCallJson.of(part));
		}
	}

	private void add(ToolCallJson part) {
		if (part.isEmpty()) {
			return;
		}
		this.length += part.arguments().length();
		if (this.length > EventDecoder.MAX_EVENT) {
			throw new InvalidResponseException("The stream has a tool call of more than 16 MiB", null);
		}
		Call call = callOf(part);
		if (call == null) {
			call = new Call();
			this.calls.add(call);
		}
		if (part.index() >= 0) {
			this.byIndex.put(part.index(), call);
		}
		call.add(part);
	}

	/** The call that a piece continues, or {@code null} when it begins another one. */
	private @Nullable Call callOf(ToolCallJson part) {
		Call call = (part.index() >= 0) ? this.byIndex.get(part.index()) : unnumbered(part);
		return (call == null || call.isOtherThan(part)) ? null : call;
	}

	private @Nullable Call unnumbered(ToolCallJson part) {
		Call last = null;
		for (Call call : this.calls) {
			if (!part.id().isEmpty() && part.id().equals(call.id)) {
				return call;
			}
			last = call;
		}
		return last;
	}

	boolean isEmpty() {
		return this.calls.isEmpty();
	}

	/** Returns the calls so far, and clears them. */
	ArrayNode take() {
		ArrayNode json = JsonNodeFactory.instance.arrayNode();
		for (Call call : this.calls) {
			json.add(new ToolCallJson(-1, call.id, call.name, call.arguments.toString()).toJson(json.size()));
		}
		this.calls.clear();
		this.byIndex.clear();
		return json;
	}

	/** A call whose arguments grow. */
	private static final class Call {

		private final StringBuilder arguments = new StringBuilder();

		private String id = "";

		private String name = "";

		void add(ToolCallJson part) {
			this.id = this.id.isEmpty() ? part.id() : this.id;
			if (!part.name().equals(this.name)) {
				// some services repeat the name with every piece
				this.name += part.name();
			}
			this.arguments.append(part.arguments());
		}

		/**
		 * Whether a piece begins another call although its number is the same or missing:
		 * some services number all of their calls 0, or leave out numbers, ids, or both.
		 * A new id alone means nothing, because some services create one for every piece.
		 * Nor does a name alone, which some repeat with every piece. Both together,
		 * without arguments on either side, mean a call without arguments.
		 */
		boolean isOtherThan(ToolCallJson part) {
			if (part.name().isEmpty()) {
				return false;
			}
			if (part.id().equals(this.id) && !this.id.isEmpty()) {
				return false;
			}
			boolean renamed = !part.name().equals(this.name);
			boolean identified = !part.id().isEmpty() && !this.id.isEmpty();
			if (part.arguments().isBlank() && !renamed) {
				return identified && (this.arguments.isEmpty() || isComplete());
			}
			return (renamed && (identified || part.index() < 0)) || isComplete();
		}

		private boolean isComplete() {
			try {
				JsonNode json = MAPPER.readTree(this.arguments.toString());
				return json.isObject();
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

}
