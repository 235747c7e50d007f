package dev.switchboard.failover;

import dev.switchboard.routing.Deployment;

/**
 * Observes one call or stream of the application.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CallObserver {

	/**
	 * Starts to observe an attempt, just before its request is sent.
	 * @param deployment where the request goes
	 * @return the observer of the attempt
	 */
	AttemptObserver attempt(Deployment deployment);

}
