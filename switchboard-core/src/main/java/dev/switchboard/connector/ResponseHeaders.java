package dev.switchboard.connector;

import org.jspecify.annotations.Nullable;

/**
 * The headers of an upstream response.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ResponseHeaders {

	/** No headers. */
	ResponseHeaders NONE = (name) -> null;

	/**
	 * Returns the first value of a header.
	 * @param name the name, without regard to case
	 * @return the value, or {@code null} when the header is absent
	 */
	@Nullable String first(String name);

}
