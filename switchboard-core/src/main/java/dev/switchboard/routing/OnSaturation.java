package dev.switchboard.routing;

/**
 * What happens when no deployment is available.
 *
 * @since 0.1.0
 */
public enum OnSaturation {

	/**
	 * Saturated deployments are candidates after all; when every one is cooling down, the
	 * one whose cooldown ends first gets one attempt.
	 */
	BEST_EFFORT,

	/** The call waits for the first to become available, at most until its deadline. */
	WAIT,

	/** The call fails with {@code NoDeploymentAvailableException}. */
	FAIL

}
