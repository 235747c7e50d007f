package dev.switchboard.configuration.check;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;

/**
 * Checks request options where the service would not name the property.
 */
final class OptionsCheck {

	private static final Set<String> WRITTEN = Set.of("messages", "model", "stream", "stream_options", "tools",
			"functions");

	private static final ObjectReader JSON = new ObjectMapper().reader()
		.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

	private OptionsCheck() {
	}

	static void check(Section section, RequestOptions options) {
		checkStop(section);
		options.extraFields().keySet().forEach((field) -> checkExtra(section, field));
		ResponseFormat format = options.responseFormat();
		if (format != null && format.type() == null) {
			section.report("response-format.type", "is missing", "Write text, json_object or json_schema.");
		}
		else if (format != null && format.type() == ResponseFormat.Type.JSON_SCHEMA
				&& (format.schema() == null || format.schema().isBlank())) {
			section.report("response-format.schema", "is missing", "Write the JSON schema that the type asks for.");
		}
		else if (format != null && format.schema() != null && !format.schema().isBlank()) {
			checkSchema(section, format.schema());
		}
	}

	private static void checkExtra(Section section, String field) {
		String option = field.replace('_', '-').replace("top-logprobs", "top-log-probs");
		if (KnownProperties.names(RequestOptions.class).contains(option)) {
			section.report("extra", "has the field '" + field + "', which is an option of its own",
					"Write '" + option + "' beside 'extra'.");
		}
		else if (WRITTEN.contains(field)) {
			section.report("extra", "has the field '" + field + "', which belongs to the request",
					"Remove it: it is written for every request.");
		}
	}

	/**
	 * Spring splits a text at its commas and trims the parts, but not a list's elements.
	 */
	private static void checkStop(Section section) {
		String text = section.text("stop");
		if (text != null && !text.isEmpty() && Arrays.stream(text.split(",", -1)).anyMatch(OptionsCheck::isChanged)) {
			section.report("stop", "would lose white space or a comma, since it is split at commas and trimmed",
					"Write a list: each sequence on a line of its own, for example '- \"\\n\"'.");
		}
	}

	private static boolean isChanged(String part) {
		return part.isBlank() || !part.trim().equals(part.replaceAll("^ +| +$", ""));
	}

	private static void checkSchema(Section section, String schema) {
		String problem = null;
		try {
			problem = JSON.readTree(schema).isObject() ? null : "is JSON, but not an object";
		}
		catch (JsonProcessingException ex) {
			// its message repeats the text
			JsonLocation place = ex.getLocation();
			problem = "is not JSON" + ((place != null)
					? ": look at line %d, column %d of it".formatted(place.getLineNr(), place.getColumnNr()) : "");
		}
		if (problem != null) {
			section.report("response-format.schema", problem,
					"Write a JSON schema as text, for example '{\"type\": \"object\"}'; in YAML begin several lines with '|'.");
		}
	}

	static void checkOmitted(Section model, Set<String> omitted) {
		List<String> known = KnownProperties.names(RequestOptions.class);
		omitted.stream()
			.filter((name) -> !known.contains(name))
			.sorted()
			.findFirst()
			.ifPresent((name) -> model.report("omit-options", "names '" + name + "', which is not an option",
					"Write some of: " + String.join(", ", known) + "."));
	}

}
