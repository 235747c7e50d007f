package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Admits every request to a deployment.
 *
 * @since 0.1.0
 */
public final class Router {

	private Router() {
	}

	/**
	 * Starts to build a router.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Admits a request to a deployment.
	 * @param request the request
	 * @return a {@link Lease} that the caller must end, or {@link Unavailable}
	 * @throws IllegalArgumentException when no deployment has the model
	 */
	public Admission acquire(RouteRequest request) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The models that can be asked for, in the order of configuration.
	 * @return the names
	 */
	public Set<String> models() {
		throw new UnsupportedOperationException();
	}

	/**
	 * One reading for every pair of deployment and model, in the order of configuration.
	 * @return the snapshots
	 */
	public List<DeploymentSnapshot> snapshots() {
		throw new UnsupportedOperationException();
	}

	/**
	 * One reading of a deployment; does not allocate more than the snapshot.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model
	 * @return the snapshot
	 * @throws IllegalArgumentException when there is no such pair
	 */
	public DeploymentSnapshot snapshot(String deployment, String model) {
		throw new UnsupportedOperationException();
	}

	/**
	 * How many sessions have a home.
	 * @return the number of bindings
	 */
	public int sessions() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Length of the accounting window.
	 * @return the length; zero for totals since the last reset
	 */
	public Duration window() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Takes a deployment out of rotation for a while, on behalf of a person.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @param duration how long, or {@code null} for the configured cooldown; positive,
	 * not capped
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void coolDown(String deployment, @Nullable String model, @Nullable Duration duration) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Takes a deployment out of rotation until {@link #resume}.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void drain(String deployment, @Nullable String model) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Brings a deployment back at once.
	 * @param deployment the name of the deployment, without regard to case
	 * @param model the model, or {@code null} for all
	 * @throws IllegalArgumentException when there is no such deployment or model
	 */
	public void resume(String deployment, @Nullable String model) {
		throw new UnsupportedOperationException();
	}

	/** Sets the usage of every deployment to zero. */
	public void resetUsage() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Lets windows that are older than their length begin anew. Called punctually by a
	 * scheduler at the edge; without it the same happens when a deployment is next read.
	 */
	public void rollWindows() {
		throw new UnsupportedOperationException();
	}

	/** What happens when no deployment is available. */
	public enum OnSaturation {

		/**
		 * Saturated deployments are candidates after all, and the one whose cooldown ends
		 * first gets one attempt.
		 */
		BEST_EFFORT,

		/** Saturated deployments are unavailable. */
		STRICT

	}

	/** Builds a {@link Router}. */
	public static final class Builder {

		private Builder() {
		}

		public Builder deployments(List<Deployment> deployments) {
			return this;
		}

		public Builder window(Duration window) {
			return this;
		}

		public Builder onSaturation(OnSaturation onSaturation) {
			return this;
		}

		/**
		 * Bounds session affinity; left out, requests have no sessions.
		 */
		public Builder sessions(int maxSessions, Duration idleTimeout) {
			return this;
		}

		/**
		 * Bounds failovers.
		 */
		public Builder failoverBudget(double ratio, int reserve) {
			return this;
		}

		/**
		 * Bounds cooldowns: default (also the time after which an unanswered trial lets
		 * the next one in), max (cap of rate limits and outages), quarantine.
		 */
		public Builder cooldowns(Duration defaultCooldown, Duration max, Duration quarantine) {
			return this;
		}

		public Builder policy(@Nullable SelectionPolicy policy) {
			return this;
		}

		public Builder listener(RoutingListener listener) {
			return this;
		}

		/** Monotonic time in nanoseconds. */
		public Builder clock(LongSupplier nanoTime) {
			return this;
		}

		public Builder random(RandomGenerator random) {
			return this;
		}

		public Router build() {
			return new Router();
		}

	}

}
