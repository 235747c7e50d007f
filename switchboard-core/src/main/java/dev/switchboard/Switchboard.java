package dev.switchboard;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Handle of a running switchboard: shows what its deployments are doing, and lets an
 * operator take them out of rotation and bring them back. Thread-safe. No method calls a
 * deployment.
 * <p>
 * Deployment names are matched without regard to case, model names exactly. A
 * {@code null} model means all models of the deployment. Every method that takes a name
 * throws {@link IllegalArgumentException}, naming what exists, when there is no such
 * deployment or model.
 *
 * <pre>{@code
 * switchboard.drain("east", null);   // maintenance begins
 * …
 * switchboard.resume("east", null);
 * }</pre>
 *
 * @since 0.1.0
 */
public interface Switchboard {

	/**
	 * Returns one snapshot for each pair of deployment and model, in the order of
	 * configuration.
	 * @return the snapshots, never empty
	 */
	List<DeploymentSnapshot> snapshots();

	/**
	 * Takes a deployment out of rotation for a while. It returns by itself, without a
	 * trial. A longer cooldown that is already running is not shortened.
	 * @param deployment the name of the deployment
	 * @param model the model, or {@code null} for all models of the deployment
	 * @param duration how long; positive
	 */
	void coolDown(String deployment, @Nullable String model, Duration duration);

	/**
	 * Takes a deployment out of rotation until {@link #resume}. Requests in flight
	 * finish.
	 * @param deployment the name of the deployment
	 * @param model the model, or {@code null} for all models of the deployment
	 */
	void drain(String deployment, @Nullable String model);

	/**
	 * Brings a deployment back at once, whatever took it out: drain, cooldown or
	 * quarantine.
	 * @param deployment the name of the deployment
	 * @param model the model, or {@code null} for all models of the deployment
	 */
	void resume(String deployment, @Nullable String model);

	/**
	 * Sets the usage of every deployment to zero. Requests in flight are not settled
	 * afterwards, because the window that holds their reservation is gone.
	 */
	void resetUsage();

}
