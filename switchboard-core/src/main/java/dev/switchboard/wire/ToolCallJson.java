package dev.switchboard.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A tool call, or a piece of one, in a message or a delta.
 *
 * @param index its number among the tool calls of the message; -1 if the service does not
 * say
 * @param id the id, or an empty text
 * @param name the name of the tool, or an empty text
 * @param arguments the arguments, or a piece of them, as text
 */
record ToolCallJson(int index, String id, String name, String arguments) {

	static ToolCallJson of(JsonNode json) {
		JsonNode function = json.path("function");
		JsonNode arguments = function.path("arguments");
		return new ToolCallJson(json.path("index").isInt() ? json.path("index").asInt() : -1,
				json.path("id").asText(""), function.path("name").asText(""),
				// some services send an object where its text belongs
				arguments.isContainerNode() ? arguments.toString() : arguments.asText(""));
	}

	/** Whether the call names no tool. */
	boolean isEmpty() {
		return this.id.isEmpty() && this.name.isEmpty() && this.arguments.isEmpty();
	}

	ObjectNode toJson(int position) {
		ObjectNode json = JsonNodeFactory.instance.objectNode();
		json.put("index", position)
			// a call without an id could not be answered
			.put("id", this.id.isEmpty() ? "call_" + position : this.id)
			.put("type", "function")
			.putObject("function")
			.put("name", this.name)
			.put("arguments", this.arguments);
		return json;
	}

	/** The tool calls of a complete message. */
	static ArrayNode all(JsonNode toolCalls) {
		ArrayNode all = JsonNodeFactory.instance.arrayNode();
		for (JsonNode toolCall : toolCalls.isObject() ? JsonNodeFactory.instance.arrayNode().add(toolCalls)
				: toolCalls) {
			ToolCallJson call = of(toolCall);
			if (!call.isEmpty()) {
				all.add(call.toJson(all.size()));
			}
		}
		return all;
	}

}
