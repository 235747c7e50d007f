package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.switchboard.configuration.Placeholders;
import dev.switchboard.configuration.WrittenConfiguration;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Checks each value while Spring Boot binds it. A value that has a problem is left out,
 * so the default takes its place and binding goes on.
 */
final class ValueCheck extends AbstractBindHandler {

	/** The elements of these lists are bound one by one, each as a section. */
	private static final Set<String> LISTS = Set.of("deployments", "models");

	/** Checked by {@link Endpoint}, because its value must not be shown. */
	private static final String ENDPOINT = "endpoint";

	/** Values of headers are secret. */
	private static final String HEADERS = "headers";

	/** In characters: a longer text may be a key in the wrong place. */
	private static final int MAX_SHOWN = 16;

	private final WrittenConfiguration configuration;

	private final Problems problems;

	ValueCheck(WrittenConfiguration configuration, Problems problems) {
		this.configuration = configuration;
		this.problems = problems;
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		ConfigurationProperty property = this.configuration.find(name);
		Placeholders.Unresolved unresolved = (property != null) ? this.configuration.unresolvedPlaceholder(property)
				: null;
		if (unresolved != null) {
			this.problems.add(name, unresolved.what(), unresolved.remedy());
		}
		String last = name.getLastElement(Form.UNIFORM);
		if (property != null && LISTS.contains(last)) {
			checkList(name, last, String.valueOf(property.getValue()));
		}
		return (LISTS.contains(last) || ENDPOINT.equals(last)) ? null : target;
	}

	private void checkList(ConfigurationPropertyName name, String list, String text) {
		if (!text.isBlank()) {
			this.problems.add(name, "is " + (isShown(text) ? "'" + text + "', " : "") + "text where a list belongs",
					"Write each element below it, for example '- name: "
							+ (list.equals("models") ? "gpt-4o-mini'." : "east', with its endpoint and models."));
		}
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		if (result instanceof Number number && isTruncated(number, context.getConfigurationProperty())) {
			return onFailure(name, target, context, new IllegalArgumentException());
		}
		Bounds bounds = (result instanceof Number || result instanceof Duration) ? Bounds.of(name) : null;
		String problem = (bounds != null) ? bounds.problem(result) : null;
		if (problem == null) {
			return result;
		}
		this.problems.add(name, problem, "Write a value in range: " + bounds + ".");
		return null;
	}

	/** Spring cuts 0.5 from YAML or JSON to 0, which would mean unlimited. */
	private static boolean isTruncated(Number bound, @Nullable ConfigurationProperty property) {
		return (bound instanceof Integer || bound instanceof Long) && property != null
				&& property.getValue() instanceof Number written && written.doubleValue() != bound.doubleValue();
	}

	@Override
	public @Nullable Object onFailure(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Exception error) {
		ConfigurationProperty property = context.getConfigurationProperty();
		String text = (property != null) ? String.valueOf(property.getValue()) : "";
		Expected expected = Expected.of(target.getType().resolve(Object.class));
		boolean shown = !text.isEmpty() && isShown(text) && !HEADERS.equals(name.getLastElement(Form.UNIFORM));
		this.problems.add(name, "is " + (shown ? "'" + text + "'" : "something else") + ", not " + expected.what(),
				"Write " + expected.example() + ".");
		return null;
	}

	private static boolean isShown(String text) {
		return text.length() <= MAX_SHOWN;
	}

	/** An enum constant as it is written, for example {@code best-effort}. */
	static String written(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What a type takes.
	 *
	 * @param what a noun for its values
	 * @param example what to write
	 */
	private record Expected(String what, String example) {

		static Expected of(Class<?> type) {
			if (type == Duration.class) {
				return new Expected("a time",
						"a number of seconds or a time with a unit, for example 500ms, 30s, 5m or 1h");
			}
			if (type.isEnum()) {
				return new Expected("one of its values",
						"one of: " + Arrays.stream(type.getEnumConstants())
							.map((value) -> written((Enum<?>) value))
							.collect(Collectors.joining(", ")));
			}
			if (type == boolean.class || type == Boolean.class) {
				return new Expected("true or false", "true or false");
			}
			if (type == double.class || type == Double.class) {
				return new Expected("a number", "a number, for example 0.5");
			}
			if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
				return new Expected("a whole number in range", "digits only, for example 100");
			}
			if (type == ResponseFormat.class) {
				return new Expected("a format", "text, json_object, or below it 'type: json_schema' with 'schema'");
			}
			if (Map.class.isAssignableFrom(type)) {
				return new Expected("a map", "each name with its value below it, for example 'X-Team: search'");
			}
			if (KnownProperties.isSection(type)) {
				return new Expected("a section",
						"its properties, each on a line of its own: " + String.join(", ", KnownProperties.names(type)));
			}
			return new Expected("what belongs there", "the complete value in one place");
		}

	}

}
