package dev.switchboard.routing;

/** How readily a deployment takes a request; earlier constants are better. */
enum Readiness {

	/** In rotation, or due for its trial, with room in its window. */
	AVAILABLE,

	/** Its wait is over but for the jitter. */
	DUE,

	/** Its limit for the current window is used up. */
	SATURATED,

	/** Its trial is under way. */
	RECOVERING,

	/** Cooling down, quarantined or drained. */
	OUT

}
