package dev.switchboard.configuration;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides every value that is or contains a configured key, whatever the name of the
 * property: environment variables and command lines show keys, too.
 */
final class KeySanitizer implements SanitizingFunction {

	/**
	 * In characters. A shorter key hides a value only if it is the whole value: as a part
	 * it would hide unrelated values. Real keys have 32 characters or more.
	 */
	private static final int MIN_LENGTH_AS_PART = 8;

	/**
	 * The escapes that a key can contain. The others stand for control characters.
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
