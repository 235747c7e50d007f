package dev.switchboard.azure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Edits the body of a request in place. The rest, which may be megabytes of images, stays
 * as the client wrote it.
 */
final class RequestBody {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private RequestBody() {
	}

	/**
	 * Takes {@code "logprobs":false} out and adds fields.
	 * @param json the body, an object
	 * @param extra fields to add, unless the body has them
	 * @return the body to send; the same array when there is nothing to change
	 */
	static byte[] mend(byte[] json, Map<String, Object> extra) throws IOException {
		Set<String> names = new HashSet<>();
		int from = 0;
		int to = 0;
		int end;
		try (JsonParser parser = MAPPER.createParser(json)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				return json;
			}
			while (parser.nextToken() == JsonToken.FIELD_NAME) {
				int start = (int) parser.currentTokenLocation().getByteOffset();
				String name = parser.currentName();
				if (parser.nextToken() == JsonToken.VALUE_FALSE && name.equals("logprobs")) {
					from = start;
					to = (int) parser.currentLocation().getByteOffset();
				}
				else {
					names.add(name);
					parser.skipChildren();
				}
			}
			end = (int) parser.currentTokenLocation().getByteOffset();
		}
		if (to == 0 && names.containsAll(extra.keySet())) {
			return json;
		}
		int next = blanks(json, to, 1);
		if (json[next] == ',') {
			to = next + 1;
		}
		else if (to > 0 && json[blanks(json, from - 1, -1)] == ',') {
			from = blanks(json, from - 1, -1);
		}
		ByteArrayOutputStream body = new ByteArrayOutputStream(json.length);
		body.write(json, 0, from);
		body.write(json, to, end - to);
		boolean empty = names.isEmpty();
		for (Map.Entry<String, Object> field : extra.entrySet()) {
			if (names.add(field.getKey())) {
				if (!empty) {
					body.write(',');
				}
				empty = false;
				body.write(MAPPER.writeValueAsBytes(field.getKey()));
				body.write(':');
				body.write(MAPPER.writeValueAsBytes(field.getValue()));
			}
		}
		body.write('}');
		return body.toByteArray();
	}

	private static int blanks(byte[] json, int from, int step) {
		int i = from;
		while (json[i] == ' ' || json[i] == '\n' || json[i] == '\r' || json[i] == '\t') {
			i += step;
		}
		return i;
	}

}
