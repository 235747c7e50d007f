package dev.switchboard.autoconfigure;

import dev.switchboard.autoconfigure.DeploymentProperties.Provider;
import dev.switchboard.chat.DeploymentConnector;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Who connects what: the application's own connector every provider, else each provider
 * the one that comes with the switchboard.
 *
 * @param own the application's connector, if there is one
 * @param provided those that come with the switchboard
 */
record Connectors(ObjectProvider<DeploymentConnector> own, ObjectProvider<ProviderConnector> provided) {

	DeploymentConnector of(Provider provider) {
		DeploymentConnector connector = this.own.getIfAvailable();
		return (connector != null) ? connector
				: this.provided.stream()
					.filter((candidate) -> candidate.provider() == provider)
					.map(ProviderConnector::connector)
					.findFirst()
					.orElseThrow(() -> new IllegalStateException("No connector for provider " + provider));
	}

}
