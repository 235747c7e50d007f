package dev.switchboard.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A random answer, and the many ways in which a service may stream it: line ends,
 * comments, fields that do not matter, annotations, the order of what is independent.
 *
 * @param choices the choices, by number
 * @param tokens the completion tokens
 */
public record StreamedAnswer(Map<Integer, Choice> choices, int tokens) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final JsonMapper ESCAPING = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private static final List<String> PIECES = List.of("Hello", " ", "Grüße", ", 世界", "🌍", "\n", "\r\n", "data: x",
			"\"", "\\", "{\"a\":1}", "[DONE]", "<br>", "\u2028", "\u0085", "end", ".");

	/**
	 * Makes up an answer.
	 * @param random chance
	 * @return the answer
	 */
	public static StreamedAnswer random(Random random) {
		Map<Integer, Choice> choices = new TreeMap<>();
		int count = (random.nextInt(4) == 0) ? 2 + random.nextInt(2) : 1;
		for (int i = 0; i < count; i++) {
			StringBuilder text = new StringBuilder();
			for (int piece = random.nextInt(8); piece > 0; piece--) {
				text.append(PIECES.get(random.nextInt(PIECES.size())));
			}
			StringBuilder toolCalls = new StringBuilder();
			if (random.nextInt(3) == 0) {
				for (int call = 1 + random.nextInt(3); call > 0; call--) {
					toolCalls.append("tool")
						.append(call)
						.append("({\"city\":\"Köln ")
						.append(random.nextInt(99))
						.append("\"});");
				}
			}
			choices.put(i, new Choice(text.toString(), toolCalls.toString(),
					(toolCalls.length() > 0) ? "tool_calls" : random.nextBoolean() ? "stop" : "length"));
		}
		return new StreamedAnswer(choices, 1 + random.nextInt(1000));
	}

	/**
	 * Writes the answer as a service might.
	 * @param random chance
	 * @return the body
	 */
	public byte[] write(Random random) {
		return new Writer(random).write(this);
	}

	/**
	 * What a choice says.
	 *
	 * @param text its text
	 * @param toolCalls its tool calls, as they are to be read
	 * @param finishReason its finish reason, or an empty text when it did not finish
	 */
	public record Choice(String text, String toolCalls, String finishReason) {

	}

	/** One body in the making. */
	private static final class Writer {

		private final Random random;

		private final ByteArrayOutputStream body = new ByteArrayOutputStream();

		/** Never CR before LF: together they are one line end. */
		private final List<String> lineEnds;

		Writer(Random random) {
			this.random = random;
			this.lineEnds = List
				.of(List.of("\n"), List.of("\r\n"), List.of("\r"), List.of("\n", "\r\n"), List.of("\r", "\r\n"))
				.get(random.nextInt(5));
		}

		byte[] write(StreamedAnswer answer) {
			if (chance(4)) {
				text("\uFEFF");
			}
			noise();
			if (chance(2)) {
				event(promptFilter());
			}
			List<List<ObjectNode>> queues = new ArrayList<>();
			answer.choices().forEach((index, choice) -> {
				event(chunk(index, delta("role", "assistant"), null));
				queues.add(chunks(index, choice));
			});
			while (!queues.isEmpty()) {
				List<ObjectNode> queue = queues.get(this.random.nextInt(queues.size()));
				event(queue.remove(0));
				noise();
				queues.removeIf(List::isEmpty);
			}
			for (int i = 1 + this.random.nextInt(2); i > 0; i--) {
				event(usage(answer.tokens()));
				noise();
			}
			if (chance(4)) {
				return unfinished();
			}
			text("data:" + (chance(2) ? " " : "") + "[DONE]");
			lineEnd();
			if (!chance(4)) {
				lineEnd();
			}
			return this.body.toByteArray();
		}

		/** Without the blank line at the end: the last chunk has been read already. */
		private byte[] unfinished() {
			text(": bye");
			return this.body.toByteArray();
		}

		private List<ObjectNode> chunks(int index, Choice choice) {
			List<ObjectNode> chunks = new ArrayList<>();
			for (String piece : pieces(choice.text())) {
				chunks.add(chunk(index, delta("content", piece), null));
			}
			chunks.addAll(toolCalls(index, choice));
			boolean merged = chance(3) && !chunks.isEmpty();
			if (merged) {
				ObjectNode last = chunks.get(chunks.size() - 1);
				((ObjectNode) last.at("/choices/0")).put("finish_reason", choice.finishReason());
			}
			else {
				chunks.add(chunk(index, JsonNodeFactory.instance.objectNode(), choice.finishReason()));
			}
			return chunks;
		}

		/** The pieces of calls in turns, by number. */
		private List<ObjectNode> toolCalls(int index, Choice choice) {
			List<List<ObjectNode>> queues = new ArrayList<>();
			for (String call : choice.toolCalls().split(";")) {
				if (!call.isEmpty()) {
					queues.add(toolCall(queues.size(), call.substring(0, call.indexOf('(')),
							call.substring(call.indexOf('(') + 1, call.length() - 1)));
				}
			}
			boolean inTurns = chance(2);
			List<ObjectNode> parts = new ArrayList<>();
			// the first pieces come in the order of the calls
			queues.forEach((queue) -> {
				parts.add(queue.remove(0));
				if (!inTurns) {
					parts.addAll(queue);
					queue.clear();
				}
			});
			queues.removeIf(List::isEmpty);
			while (!queues.isEmpty()) {
				parts.add(queues.get(this.random.nextInt(queues.size())).remove(0));
				queues.removeIf(List::isEmpty);
			}
			List<ObjectNode> chunks = new ArrayList<>();
			for (int i = 0; i < parts.size(); i++) {
				ObjectNode delta = JsonNodeFactory.instance.objectNode();
				ArrayNode calls = delta.putArray("tool_calls").add(parts.get(i));
				while (i + 1 < parts.size() && chance(4)) {
					i++;
					calls.add(parts.get(i));
				}
				chunks.add(chunk(index, delta, null));
			}
			return chunks;
		}

		private List<ObjectNode> toolCall(int index, String name, String arguments) {
			List<ObjectNode> parts = new ArrayList<>();
			ObjectNode first = JsonNodeFactory.instance.objectNode()
				.put("index", index)
				.put("id", "call_" + index)
				.put("type", "function");
			first.putObject("function").put("name", name).put("arguments", "");
			parts.add(first);
			for (String piece : pieces(arguments)) {
				ObjectNode part = JsonNodeFactory.instance.objectNode().put("index", index);
				part.putObject("function").put("arguments", piece);
				parts.add(part);
			}
			return parts;
		}

		private List<String> pieces(String text) {
			List<String> pieces = new ArrayList<>();
			int[] characters = text.codePoints().toArray();
			for (int start = 0; start < characters.length;) {
				int length = Math.min(characters.length - start, 1 + this.random.nextInt(6));
				pieces.add(new String(characters, start, length));
				start += length;
			}
			return pieces;
		}

		private ObjectNode delta(String field, String value) {
			ObjectNode delta = JsonNodeFactory.instance.objectNode();
			if (chance(4)) {
				delta.put("role", "assistant");
			}
			if (chance(4)) {
				delta.putNull("refusal").putNull("tool_calls");
			}
			return delta.put(field, value);
		}

		private ObjectNode chunk(int index, ObjectNode delta, @Nullable String finishReason) {
			ObjectNode chunk = envelope();
			ObjectNode choice = chunk.putArray("choices").addObject();
			if (chance(2)) {
				choice.put("index", index).put("finish_reason", finishReason).set("delta", delta);
			}
			else {
				choice.set("delta", delta);
				choice.putNull("logprobs").put("finish_reason", finishReason).put("index", index);
				choice.putObject("content_filter_results");
			}
			if (chance(4)) {
				chunk.putNull("usage");
			}
			return chunk;
		}

		private ObjectNode envelope() {
			ObjectNode chunk = JsonNodeFactory.instance.objectNode()
				.put("id", "chatcmpl-1")
				.put("object", "chat.completion.chunk")
				.put("created", 1760000000)
				.put("model", "gpt-4o");
			if (chance(4)) {
				chunk.put("service_tier", "default").put("obfuscation", "x".repeat(this.random.nextInt(20)));
			}
			return chunk;
		}

		private ObjectNode usage(int tokens) {
			ObjectNode chunk = envelope();
			if (chance(3)) {
				chunk.putNull("choices");
			}
			else {
				chunk.putArray("choices");
			}
			chunk.putObject("usage")
				.put("prompt_tokens", 10)
				.put("completion_tokens", tokens)
				.put("total_tokens", 10 + tokens);
			return chunk;
		}

		private ObjectNode promptFilter() {
			ObjectNode chunk = envelope().put("id", "");
			chunk.putArray("choices");
			chunk.putArray("prompt_filter_results").addObject().put("prompt_index", 0);
			return chunk;
		}

		private ObjectNode annotation() {
			ObjectNode chunk = envelope().put("id", "");
			ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0).putNull("finish_reason");
			choice.putObject("content_filter_offsets").put("check_offset", 44);
			if (chance(3)) {
				choice.putNull("delta");
			}
			else if (chance(3)) {
				choice.putObject("delta");
			}
			return chunk;
		}

		/** What may come between two events and does not matter. */
		private void noise() {
			while (chance(3)) {
				switch (this.random.nextInt(7)) {
					case 0 -> lines(": keep-alive", "");
					case 1 -> lines(":", "");
					case 2 -> lines("");
					case 3 -> lines("data:", "");
					case 4 -> lines("event: ping", "id: 7", "unknown", "x-field: data: {}", "");
					case 5 -> event(annotation());
					default -> event(promptFilter());
				}
			}
		}

		private void event(ObjectNode json) {
			if (chance(5)) {
				lines("event: message");
			}
			if (chance(5)) {
				lines("id:" + this.random.nextInt(100), "retry: 3000");
			}
			String prefix = "data:" + (chance(2) ? " " : "");
			for (String line : json(json).lines().toList()) {
				lines(prefix + line);
				if (chance(8)) {
					lines(": in the middle");
				}
			}
			lines("");
		}

		private String json(ObjectNode json) {
			JsonMapper mapper = chance(2) ? MAPPER : ESCAPING;
			ObjectWriter writer = chance(3) ? mapper.writerWithDefaultPrettyPrinter() : mapper.writer();
			try {
				String text = writer.writeValueAsString(json);
				// separators of lines for Java, and for nobody else, which JSON may hold
				// as they are
				return text.replace("\u2028", "\\u2028").replace("\u0085", "\\u0085");
			}
			catch (JsonProcessingException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private void lines(String... lines) {
			for (String line : lines) {
				text(line);
				lineEnd();
			}
		}

		private void lineEnd() {
			text(this.lineEnds.get(this.random.nextInt(this.lineEnds.size())));
		}

		private void text(String text) {
			this.body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
		}

		private boolean chance(int of) {
			return this.random.nextInt(of) == 0;
		}

	}

}
