package dev.switchboard.wire;

import java.util.Locale;
import java.util.Set;

/**
 * The headers of a request that an exception may carry. Exceptions are serialized, logged
 * and shown by code that knows nothing about keys, so this lists the headers known to be
 * harmless: a gateway's key may have any name.
 *
 * @since 0.1.0
 */
public final class SafeHeaders {

	private static final Set<String> NAMES = Set.of("accept", "content-length", "content-type", "date", "host",
			"traceparent", "user-agent", "x-ms-client-request-id", "x-ms-date");

	private SafeHeaders() {
	}

	/**
	 * Tells whether the value of a header is harmless.
	 * @param name the name, in any case
	 * @return whether an exception may carry it
	 */
	public static boolean contains(String name) {
		return NAMES.contains(name.toLowerCase(Locale.ROOT));
	}

}
