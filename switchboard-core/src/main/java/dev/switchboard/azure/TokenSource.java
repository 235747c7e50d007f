package dev.switchboard.azure;

import dev.switchboard.connector.DeploymentSettings;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Supplies the tokens of deployments that have no key.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenSource {

	/** There is no way to get a token: every deployment needs a key. */
	TokenSource NONE = (deployment, blocking) -> Mono.empty();

	/**
	 * Returns the tokens of a deployment.
	 * @param deployment the deployment
	 * @param blocking threads that may be blocked
	 * @return a token for each subscription, or nothing when there is no way to get one;
	 * the same instance for deployments that share a credential
	 */
	Mono<String> tokens(DeploymentSettings deployment, Scheduler blocking);

}
