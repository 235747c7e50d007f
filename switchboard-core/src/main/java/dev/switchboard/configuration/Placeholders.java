package dev.switchboard.configuration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Reads placeholders as Spring Boot does, but never throws: a placeholder that cannot be
 * resolved stays as it is written.
 */
public final class Placeholders implements PlaceholdersResolver {

	private static final String BEGIN = "${";

	private final ConfigurableEnvironment environment;

	private final PlaceholdersResolver lenient;

	Placeholders(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.lenient = new PropertySourcesPlaceholdersResolver(environment);
	}

	@Override
	public @Nullable Object resolvePlaceholders(@Nullable Object value) {
		try {
			return this.lenient.resolvePlaceholders(value);
		}
		catch (PlaceholderResolutionException ex) {
			// even the lenient resolver throws when placeholders are circular
			return value;
		}
	}

	/**
	 * Finds out why a text cannot be resolved.
	 * @param text the text as it is written
	 * @return the problem, or {@code null} when every placeholder has a value
	 */
	@Nullable Unresolved unresolved(String text) {
		if (isUnclosed(text)) {
			return new Unresolved("contains '${' without the '}' that ends it",
					"Write the placeholder in full, for example '${EAST_KEY}'.");
		}
		try {
			this.environment.resolveRequiredPlaceholders(text);
			return null;
		}
		catch (PlaceholderResolutionException ex) {
			String name = ex.getPlaceholder();
			return isCircular(name)
					? new Unresolved("contains ${" + name + "}, whose value leads back to itself",
							"Give the environment variable or property " + name + " a value of its own.")
					: new Unresolved("contains ${" + name + "}, which has no value",
							"Set the environment variable or property " + name + ".");
		}
	}

	private boolean isCircular(String placeholder) {
		try {
			this.lenient.resolvePlaceholders(BEGIN + placeholder + "}");
			return false;
		}
		catch (PlaceholderResolutionException ex) {
			return true;
		}
	}

	/**
	 * Spring reads an unclosed placeholder as text. A backslash escapes a placeholder.
	 */
	private static boolean isUnclosed(String text) {
		int open = 0;
		for (int i = 0; i < text.length(); i++) {
			if (text.startsWith(BEGIN, i) && !(i > 0 && text.charAt(i - 1) == '\\')) {
				open++;
			}
			else if (open > 0 && text.charAt(i) == '}') {
				open--;
			}
		}
		return open > 0;
	}

	/**
	 * Why a placeholder cannot be resolved.
	 *
	 * @param what the rest of a sentence that begins with the property
	 * @param remedy what to write instead, a sentence
	 */
	public record Unresolved(String what, String remedy) {

	}

}
