package dev.switchboard.routing;

/**
 * What kind of failure an attempt ended in.
 *
 * @since 0.1.0
 */
public enum FailureKind {

	/** The deployment has no room: it throttled. It is busy, not broken. */
	RATE_LIMITED,

	/** The deployment, or the way to it, is broken. */
	UNAVAILABLE,

	/** The deployment did not answer in time. */
	TIMED_OUT,

	/** The request itself is at fault; another deployment would answer the same. */
	REJECTED

}
