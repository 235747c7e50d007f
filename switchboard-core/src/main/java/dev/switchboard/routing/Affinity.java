package dev.switchboard.routing;

/**
 * How a lease relates to its session.
 *
 * @since 0.1.0
 */
public enum Affinity {

	/** The deployment is the session's home. */
	KEPT,

	/**
	 * The deployment is a substitute: the home was out of rotation or saturated, or had
	 * been tried.
	 */
	MOVED

}
