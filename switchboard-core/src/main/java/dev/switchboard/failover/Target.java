package dev.switchboard.failover;

import java.time.Duration;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.ModelSettings;

/**
 * A model on a deployment, connected.
 *
 * @param client the client of the deployment
 * @param model the model
 * @param timeout longest time of one attempt
 */
record Target(DeploymentClient client, ModelSettings model, Duration timeout) {

}
