package dev.switchboard.connector;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;

/**
 * Reads the options of one client library, so that every other one can send them: a
 * failover to another provider must not lose any. Readers are found by the
 * {@link java.util.ServiceLoader}; one whose library is not on the class path is left
 * out.
 *
 * @param <T> the class of the options
 * @since 0.1.0
 */
public interface OptionsReader<T extends ChatOptions> {

	/**
	 * The class that this reads.
	 * @return the class; subclasses are read like it
	 */
	Class<T> type();

	/**
	 * Reads what {@link RequestOptions} has a component for.
	 * @param options the options
	 * @return the same options
	 */
	RequestOptions read(T options);

	/**
	 * The model that options have when the caller has not set one.
	 * @return the library's default, or {@code null} if it has none
	 */
	default @Nullable String defaultModel() {
		return null;
	}

	/**
	 * Reads what the library sends besides.
	 * @param options the options
	 * @return further fields of the request's body, as they are written in JSON
	 */
	default Map<String, Object> extra(T options) {
		return Map.of();
	}

}
