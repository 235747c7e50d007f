package dev.switchboard.configuration.check;

/**
 * Thrown at start when the starter does not fit the application's Spring Boot or Spring
 * AI.
 */
final class WrongStarterException extends RuntimeException {

	private final String description;

	private final String action;

	WrongStarterException(String description, String action) {
		super(description + " " + action);
		this.description = description;
		this.action = action;
	}

	String description() {
		return this.description;
	}

	String action() {
		return this.action;
	}

}
