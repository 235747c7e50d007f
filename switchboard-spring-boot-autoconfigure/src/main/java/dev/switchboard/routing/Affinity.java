package dev.switchboard.routing;

/**
 * How a lease relates to its session.
 *
 * @since 0.1.0
 */
public enum Affinity {

	/** The session had no home; a success binds it to this deployment. */
	NEW,

	/** The deployment is the session's home. */
	KEPT,

	/** The deployment is a substitute; the home is out of rotation or saturated. */
	MOVED

}
