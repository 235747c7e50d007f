package dev.switchboard.configuration;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;

/**
 * The connector that comes with the switchboard: to each deployment the client of its
 * provider.
 */
class ProviderConnectors implements DeploymentConnector {

	/** The connector of each deployment, by its name. */
	private final Map<String, DeploymentConnector> connectors;

	ProviderConnectors(SwitchboardProperties properties, Stream<ProviderConnector> provided) {
		Map<Provider, DeploymentConnector> byProvider = provided
			.collect(Collectors.toMap(ProviderConnector::provider, ProviderConnector::connector));
		this.connectors = properties.deployments()
			.stream()
			.filter((deployment) -> byProvider.containsKey(deployment.provider()))
			.collect(Collectors.toMap(DeploymentProperties::name,
					(deployment) -> byProvider.get(deployment.provider())));
	}

	@Override
	public DeploymentClient connect(DeploymentSettings deployment) {
		DeploymentConnector connector = this.connectors.get(deployment.name());
		if (connector == null) {
			throw new IllegalArgumentException("No connector for deployment '" + deployment.name() + "'");
		}
		return connector.connect(deployment);
	}

}
