package dev.switchboard.autoconfigure;

import java.util.Collection;
import java.util.List;

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
		return this.keys.stream().anyMatch((key) -> shows(text, key)) ? data.withSanitizedValue() : data;
	}

	private static boolean shows(String text, String key) {
		return text.equals(key) || (key.length() >= MIN_LENGTH_AS_PART && text.contains(key));
	}

}
