package dev.switchboard.configuration;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.connector.DeploymentConnector;

/**
 * The connector that comes with the switchboard for one provider. No
 * {@link DeploymentConnector} itself: a bean of that type gets every provider.
 *
 * @param provider the provider
 * @param connector connects its deployments
 * @param disconnect ends what the connector's clients share
 */
public record ProviderConnector(Provider provider, DeploymentConnector connector,
		Runnable disconnect) implements AutoCloseable {

	@Override
	public void close() {
		this.disconnect.run();
	}

}
