package dev.switchboard.autoconfigure;

import java.util.List;
import java.util.Set;

import dev.switchboard.chat.RequestOptions;
import dev.switchboard.chat.ResponseFormat;

/**
 * Checks request options as far as the switchboard knows better than the service.
 */
final class OptionsCheck {

	private OptionsCheck() {
	}

	static void check(SectionCheck section, RequestOptions options) {
		section.atLeastOne("max-tokens", options.maxTokens());
		section.atLeastOne("max-completion-tokens", options.maxCompletionTokens());
		section.atLeastOne("n", options.n());
		ResponseFormat format = options.responseFormat();
		if (format != null && format.type() == null) {
			section.report("response-format.type", "is missing", "Write text, json_object or json_schema.");
		}
		else if (format != null && format.type() == ResponseFormat.Type.JSON_SCHEMA
				&& (format.schema() == null || format.schema().isBlank())) {
			section.report("response-format.schema", "is missing", "Write the JSON schema that the type asks for.");
		}
	}

	static void checkOmitted(SectionCheck model, Set<String> omitted) {
		List<String> known = KnownProperties.names(RequestOptions.class);
		omitted.stream()
			.filter((name) -> !known.contains(name))
			.sorted()
			.findFirst()
			.ifPresent((name) -> model.report("omit-options", "names '" + name + "', which is not an option",
					"Write some of: " + String.join(", ", known) + "."));
	}

}
