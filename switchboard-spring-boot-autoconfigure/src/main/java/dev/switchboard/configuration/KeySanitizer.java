package dev.switchboard.configuration;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides every value that is, or contains, a configured key, whatever the property is
 * called: the environment variable that a key was taken from shows it too, and so does a
 * command line.
 */
final class KeySanitizer implements SanitizingFunction {

	/**
	 * Keys as short as this are looked for as a whole only: as a part they would hide
	 * values that have nothing to do with them. Real ones have 32 characters and more.
	 */
	private static final int MIN_LENGTH_AS_PART = 8;

	/**
	 * Of what a key can contain: letters after a backslash stand for control characters.
	 */
	private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u(\\p{XDigit}{4})|([\"\\\\/]))");

	private final List<String> keys;

	KeySanitizer(Collection<String> keys) {
		this.keys = List.copyOf(keys);
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		Object value = data.getValue();
		if (value == null) {
			return data;
		}
		String text = value.toString();
		String unescaped = unescape(text);
		return this.keys.stream().anyMatch((key) -> shows(text, key) || shows(unescaped, key))
				? data.withSanitizedValue() : data;
	}

	/** {@code spring.application.json} shows keys as JSON writes them. */
	private static String unescape(String text) {
		return (text.indexOf('\\') < 0) ? text : ESCAPE.matcher(text).replaceAll((escape) -> {
			String code = escape.group(1);
			String character = (code != null) ? String.valueOf((char) Integer.parseInt(code, 16)) : escape.group(2);
			return Matcher.quoteReplacement(character);
		});
	}

	private static boolean shows(String text, String key) {
		return text.equals(key) || (key.length() >= MIN_LENGTH_AS_PART && text.contains(key));
	}

}
