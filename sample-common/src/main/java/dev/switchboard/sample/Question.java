package dev.switchboard.sample;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * What somebody says to the model.
 *
 * @param message the text
 * @param sessionId the conversation it belongs to, or {@code null} for none
 * @param model the model to ask, or {@code null} for the default
 */
record Question(@Nullable String message, @Nullable String sessionId, @Nullable String model) {

	String text() {
		if (this.message == null || this.message.isBlank()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'message' is missing or blank: send for example {\"message\": \"Hello\"}");
		}
		return this.message;
	}

}
