package dev.switchboard.test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A value that satisfies a JSON schema, as far as OpenAI's structured output knows
 * schemas: types, {@code enum}, {@code const}, {@code anyOf}, {@code $ref}, bounds of
 * numbers, arrays and strings. Patterns are not followed.
 *
 * @param root the schema that references refer to
 * @param text what strings say
 */
record SchemaSample(JsonNode root, String text) {

	/** Objects and arrays within each other; a schema may refer to itself. */
	private static final int MAX_DEPTH = 6;

	static JsonNode of(JsonNode schema, String text) {
		return new SchemaSample(schema, text).value(schema, 0);
	}

	private JsonNode value(JsonNode schema, int depth) {
		if (schema.has("$ref")) {
			String pointer = schema.get("$ref").asText().replaceFirst("^#", "");
			return (depth > MAX_DEPTH) ? JsonNodeFactory.instance.nullNode() : value(this.root.at(pointer), depth + 1);
		}
		if (schema.has("const")) {
			return schema.get("const");
		}
		if (schema.path("enum").size() > 0) {
			return schema.get("enum").get(0);
		}
		for (String alternatives : new String[] { "anyOf", "oneOf", "allOf" }) {
			if (schema.path(alternatives).size() > 0) {
				return value(schema.get(alternatives).get(0), depth);
			}
		}
		return switch (type(schema)) {
			case "string" -> JsonNodeFactory.instance.textNode(string(schema));
			case "integer" -> JsonNodeFactory.instance.numberNode((long) Math.ceil(number(schema)));
			case "number" -> JsonNodeFactory.instance.numberNode(number(schema));
			case "boolean" -> JsonNodeFactory.instance.booleanNode(true);
			case "null" -> JsonNodeFactory.instance.nullNode();
			case "array" -> array(schema, depth);
			default -> object(schema, depth);
		};
	}

	/** The first type that is not null. */
	private static String type(JsonNode schema) {
		JsonNode type = schema.path("type");
		for (JsonNode one : type) {
			if (!"null".equals(one.asText())) {
				return one.asText();
			}
		}
		return type.asText(schema.has("items") ? "array" : "object");
	}

	private String string(JsonNode schema) {
		String sample = switch (schema.path("format").asText()) {
			case "date-time" -> "2026-01-01T12:00:00Z";
			case "date" -> "2026-01-01";
			case "time" -> "12:00:00Z";
			case "email" -> "someone@example.com";
			case "uri" -> "https://example.com";
			case "uuid" -> "00000000-0000-4000-8000-000000000000";
			default -> this.text;
		};
		int missing = schema.path("minLength").asInt() - sample.length();
		return (missing > 0) ? sample + "x".repeat(missing)
				: sample.substring(0, Math.min(sample.length(), schema.path("maxLength").asInt(Integer.MAX_VALUE)));
	}

	private static double number(JsonNode schema) {
		double least = schema.path("minimum").asDouble(1);
		if (schema.has("exclusiveMinimum")) {
			least = schema.get("exclusiveMinimum").asDouble() + 1;
		}
		return Math.min(least, schema.path("maximum").asDouble(Double.MAX_VALUE));
	}

	private ArrayNode array(JsonNode schema, int depth) {
		ArrayNode array = JsonNodeFactory.instance.arrayNode();
		int size = Math.max((depth < MAX_DEPTH) ? 1 : 0, schema.path("minItems").asInt());
		for (int i = 0; i < Math.min(size, schema.path("maxItems").asInt(size)); i++) {
			array.add(value(schema.has("items") ? schema.get("items") : MissingNode.getInstance(), depth + 1));
		}
		return array;
	}

	private ObjectNode object(JsonNode schema, int depth) {
		ObjectNode object = JsonNodeFactory.instance.objectNode();
		schema.path("properties")
			.properties()
			.forEach((property) -> object.set(property.getKey(), value(property.getValue(), depth + 1)));
		return object;
	}

}
