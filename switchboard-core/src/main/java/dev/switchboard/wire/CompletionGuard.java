package dev.switchboard.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.InvalidResponseException;
import org.jspecify.annotations.Nullable;

/**
 * Guards a client library, which trusts the service, against the body of a successful
 * call. What passes is a chat completion whose choices all have a message.
 *
 * @since 0.1.0
 */
public final class CompletionGuard {

	private CompletionGuard() {
	}

	/**
	 * Checks the body of a successful call.
	 * @param body the body
	 * @param check reads a completion as the client library does
	 * @return a completion that the library can read; without choices when the service
	 * sent none
	 * @throws InvalidResponseException if the body is not a chat completion, or says that
	 * the call failed; the exception quotes none of it
	 */
	public static byte[] completion(byte[] body, JsonCheck check) {
		ObjectNode json = (ObjectNode) ResponseJson.object(body);
		ObjectNode completion = ClientJson.envelope(json);
		ArrayNode choices = completion.putArray("choices");
		for (JsonNode choice : ClientJson.choices(json)) {
			ObjectNode passing = choice.isObject() ? passing((ObjectNode) choice, choices.size()) : null;
			if (passing != null) {
				choices.add(passing);
			}
		}
		ObjectNode usage = ClientJson.usage(json);
		if (usage != null) {
			completion.set("usage", usage);
		}
		return ClientJson.readable(completion, check);
	}

	private static @Nullable ObjectNode passing(ObjectNode choice, int position) {
		if (FinishReason.isFailure(choice)) {
			throw new InvalidResponseException("The response was a success, but says that the service failed", null);
		}
		ObjectNode message = MessageJson.of(choice, "message", "delta");
		String finishReason = FinishReason.of(choice);
		if (message == null && finishReason == null) {
			// an annotation
			return null;
		}
		if (message == null) {
			// the filter has taken all of it
			message = JsonNodeFactory.instance.objectNode().put("role", "assistant").put("content", "");
		}
		if (MessageJson.isFilled(message.path("tool_calls"))) {
			message.set("tool_calls", ToolCallJson.all(message.get("tool_calls")));
		}
		ObjectNode passing = JsonNodeFactory.instance.objectNode();
		passing.setAll(choice);
		passing.remove("delta");
		passing.put("index", choice.path("index").isInt() ? choice.path("index").asInt() : position)
			.put("finish_reason", finishReason)
			.set("message", message);
		return passing;
	}

}
