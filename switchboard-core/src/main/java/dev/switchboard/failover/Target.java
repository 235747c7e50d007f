package dev.switchboard.failover;

import java.time.Duration;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.ModelSettings;
import org.jspecify.annotations.Nullable;

/**
 * A model on a deployment, connected.
 *
 * @param client the client of the deployment
 * @param model the model
 * @param timeout longest time of one attempt
 * @param sendCacheKey whether requests of a session name it to the prompt cache
 */
record Target(DeploymentClient client, ModelSettings model, Duration timeout, boolean sendCacheKey) {

	/** The model as a request of a session asks for it. */
	ModelSettings model(@Nullable String sessionId) {
		return (this.sendCacheKey && sessionId != null) ? CacheKey.addTo(this.model, sessionId) : this.model;
	}

}
