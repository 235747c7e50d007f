package dev.switchboard.connector;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Form of a completion.
 *
 * @param type Form of the completion.
 * @param name Name of the JSON schema, or {@code null}.
 * @param schema The JSON schema as JSON text, or {@code null}; required by
 * {@link Type#JSON_SCHEMA}.
 * @param strict Whether the completion must follow the schema to the letter, or
 * {@code null} for the service's default.
 * @since 0.1.0
 */
public record ResponseFormat(Type type, @Nullable String name, @Nullable String schema, @Nullable Boolean strict) {

	/**
	 * A form without a schema, so that {@code response-format: json_object} is enough in
	 * YAML.
	 * @param type {@code text} or {@code json_object}
	 * @return the form
	 */
	public static ResponseFormat of(String type) {
		return new ResponseFormat(Type.valueOf(type.trim().toUpperCase(Locale.ROOT).replace('-', '_')), null, null,
				null);
	}

	/** What form. */
	public enum Type {

		/** Plain text. */
		TEXT,

		/** Some JSON object. */
		JSON_OBJECT,

		/** JSON that follows a schema. */
		JSON_SCHEMA

	}

}
