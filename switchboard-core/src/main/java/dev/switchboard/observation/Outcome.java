package dev.switchboard.observation;

import java.util.Locale;

import dev.switchboard.routing.FailureKind;

/**
 * How a call, a stream or an attempt ended, as tagged on its observation.
 *
 * @since 0.1.0
 */
public enum Outcome {

	/** It was answered. */
	SUCCESS,

	/** It was throttled. */
	RATE_LIMITED,

	/** No deployment was available, or the one asked was broken. */
	UNAVAILABLE,

	/** There was no answer in time. */
	TIMED_OUT,

	/** The request itself was at fault. */
	REJECTED,

	/** The caller cancelled. */
	CANCELLED;

	private final String tag = name().toLowerCase(Locale.ROOT);

	/**
	 * The outcome as a tag value.
	 * @return the name in lower case
	 */
	public String tag() {
		return this.tag;
	}

	static Outcome of(FailureKind kind) {
		return switch (kind) {
			case RATE_LIMITED -> RATE_LIMITED;
			case UNAVAILABLE -> UNAVAILABLE;
			case TIMED_OUT -> TIMED_OUT;
			case REJECTED -> REJECTED;
		};
	}

}
