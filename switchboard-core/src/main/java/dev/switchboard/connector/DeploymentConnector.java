package dev.switchboard.connector;

/**
 * Connects deployments of one provider, or, when an application defines one of its own,
 * of every provider. The seam behind which a client library lives.
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
