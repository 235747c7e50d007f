package dev.switchboard.configuration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Reads placeholders as Spring Boot does, but never throws: what cannot be resolved stays
 * as it is written, and is a {@link Mistake}.
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
			// lenient as it is, it throws when placeholders lead in a circle
			return value;
		}
	}

	/**
	 * Finds out why a text cannot be resolved.
	 * @param text the text as it is written
	 * @return the mistake, or {@code null} when every placeholder has a value
	 */
	@Nullable Mistake mistake(String text) {
		if (isUnclosed(text)) {
			return new Mistake("contains '${' without the '}' that ends it",
					"Write the placeholder in full, for example '${EAST_KEY}'.");
		}
		try {
			this.environment.resolveRequiredPlaceholders(text);
			return null;
		}
		catch (PlaceholderResolutionException ex) {
			String name = ex.getPlaceholder();
			return isCircular(name)
					? new Mistake("contains ${" + name + "}, whose value leads back to itself",
							"Give the environment variable or property " + name + " a value of its own.")
					: new Mistake("contains ${" + name + "}, which has no value",
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

	/** Spring takes one that is not closed for text. A backslash makes it text. */
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
	 * What is wrong with a placeholder.
	 *
	 * @param what continues the sentence that the property begins
	 * @param remedy what to write instead, a sentence
	 */
	public record Mistake(String what, String remedy) {

	}

}
