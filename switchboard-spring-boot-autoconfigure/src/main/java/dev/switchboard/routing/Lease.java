package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * One admitted request: a reservation on a deployment that ends exactly once, with
 * {@link #complete}, {@link #fail} or {@link #cancel}. A second end is ignored, so every
 * way out of an attempt may call the end it knows of. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class Lease implements Admission {

	Lease() {
	}

	/**
	 * Where the request goes.
	 * @return the deployment
	 */
	public Deployment deployment() {
		throw new UnsupportedOperationException();
	}

	/**
	 * How the deployment relates to the session of the request.
	 * @return the relation, or {@code null} when no session took part
	 */
	public @Nullable Affinity affinity() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Whether the deployment was saturated or cooling down and nothing else was left.
	 * @return {@code true} for best effort
	 */
	public boolean isBestEffort() {
		throw new UnsupportedOperationException();
	}

	/**
	 * The response's head has arrived. A success opens a recovering deployment for
	 * everyone; figures correct what the router believes about the limits. Does nothing
	 * after the lease has ended.
	 * @param report what the head says
	 */
	public void answered(ServerReport report) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The request succeeded completely. Settles the reservation with the real usage in
	 * the window it was made in, clears the row of failures, and binds the session.
	 * @param usage the real usage, or {@code null} when the service did not tell (the
	 * estimate stays)
	 */
	public void complete(@Nullable TokenUsage usage) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The request failed.
	 * @param failure how
	 */
	public void fail(Failure failure) {
		throw new UnsupportedOperationException();
	}

	/**
	 * The caller lost interest. The reservation stays: the service may have charged it.
	 */
	public void cancel() {
		throw new UnsupportedOperationException();
	}

}
