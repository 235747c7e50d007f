package dev.switchboard.configuration.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * Binds what converts and reports what does not; there the default stands in, so that the
 * rest can be checked as well.
 */
final class ConversionCheck extends AbstractBindHandler {

	/** Elements of these lists are bound, and checked, one by one. */
	private static final Set<String> LISTS = Set.of("deployments", "models");

	/** Checked by hand, without telling what was written. */
	private static final String ENDPOINT = "endpoint";

	/** Longer texts may be a key in the wrong place and are not told. */
	private static final int MAX_TOLD = 16;

	private final Problems problems;

	ConversionCheck(Problems problems) {
		this.problems = problems;
	}

	@Override
	public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
		String property = name.getLastElement(Form.UNIFORM);
		return (LISTS.contains(property) || ENDPOINT.equals(property)) ? null : target;
	}

	@Override
	public @Nullable Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
			Object result) {
		if (result instanceof Number number && isTruncated(number, context.getConfigurationProperty())) {
			return notConverted(name, target, context);
		}
		Bounds bounds = (result instanceof Number || result instanceof Duration) ? Bounds.of(name) : null;
		String mistake = (bounds != null) ? bounds.mistake(result) : null;
		if (bounds == null || mistake == null) {
			return result;
		}
		this.problems.add(name, mistake, "Write a value in range: " + bounds + ".");
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
		return notConverted(name, target, context);
	}

	private @Nullable Object notConverted(ConfigurationPropertyName name, Bindable<?> target, BindContext context) {
		Expected expected = Expected.of(target.getType().resolve(Object.class));
		this.problems.add(name, "is " + told(context.getConfigurationProperty()) + ", not " + expected.what(),
				"Write " + expected.example() + ".");
		return null;
	}

	/**
	 * Reports a single value where a list of sections belongs.
	 * @param property the property of the list itself
	 */
	void checkList(ConfigurationProperty property) {
		String text = String.valueOf(property.getValue());
		String name = property.getName().getLastElement(Form.UNIFORM);
		if (LISTS.contains(name) && !text.isBlank()) {
			this.problems.add(property.getName(),
					"is " + ((text.length() <= MAX_TOLD) ? "'" + text + "', " : "") + "text where a list belongs",
					"Write each element below it, for example '- name: "
							+ (name.equals("models") ? "gpt-4o-mini'." : "east', with its endpoint and models."));
		}
	}

	private static String told(@Nullable ConfigurationProperty property) {
		String text = (property != null) ? String.valueOf(property.getValue()) : "";
		return (!text.isEmpty() && text.length() <= MAX_TOLD) ? "'" + text + "'" : "something else";
	}

	/**
	 * An enum constant as people write it.
	 * @param value the constant
	 * @return for example {@code best-effort}
	 */
	static String written(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * What a type takes.
	 *
	 * @param what what it is
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
			if (KnownProperties.isSection(type)) {
				return new Expected("a section",
						"its properties, each on a line of its own: " + String.join(", ", KnownProperties.names(type)));
			}
			return new Expected("what belongs there", "the complete value in one place");
		}

	}

}
