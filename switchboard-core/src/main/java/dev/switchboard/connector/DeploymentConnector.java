package dev.switchboard.connector;

/**
 * Connects to the deployments of one provider with a client library. A connector that an
 * application defines as a bean serves every provider.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface DeploymentConnector {

	/**
	 * Builds the client of a deployment. Called once per deployment at start; sends
	 * nothing.
	 * @param deployment the deployment
	 * @return the client, closed with the switchboard
	 */
	DeploymentClient connect(DeploymentSettings deployment);

}
