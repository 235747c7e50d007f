package dev.switchboard.routing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * One admitted request: a reservation on a deployment that ends exactly once, with
 * {@link #complete}, {@link #fail} or {@link #cancel}. Later ends are ignored, so each
 * exit of an attempt may end the lease. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Lease implements Admission {

	private final DeploymentState state;

	private final Reservation reservation;

	/** The readiness that made the deployment a candidate. */
	private final Readiness readiness;

	private final boolean trial;

	private final @Nullable Affinity affinity;

	/** When the first content of a stream arrived; guarded by the state. */
	private @Nullable Long contentTime;

	private final AtomicBoolean ended = new AtomicBoolean();

	Lease(DeploymentState state, Reservation reservation, Readiness readiness, boolean trial,
			@Nullable Affinity affinity) {
		this.state = state;
		this.reservation = reservation;
		this.readiness = readiness;
		this.trial = trial;
		this.affinity = affinity;
	}

	/**
	 * Where the request goes.
	 * @return the deployment
	 */
	public Deployment deployment() {
		return this.state.deployment();
	}

	/**
	 * How the deployment relates to the session of the request.
	 * @return the relation, or {@code null} when no session took part
	 */
	public @Nullable Affinity affinity() {
		return this.affinity;
	}

	/**
	 * Whether the deployment was saturated or cooling down and nothing else was left.
	 * @return {@code true} for best effort
	 */
	public boolean isBestEffort() {
		return this.readiness != Readiness.AVAILABLE;
	}

	/**
	 * Records that the head of the response has arrived. A success ends the recovery of a
	 * deployment; figures correct the router's view of the limits. Does nothing after the
	 * lease has ended.
	 * @param report what the head says
	 */
	public void answered(ServerReport report) {
		if (!this.ended.get()) {
			this.state.answered(this, report);
		}
	}

	/**
	 * Records that the first content of a stream has arrived.
	 * @param sinceCall time since the call, earlier attempts and waiting included
	 */
	public void firstContent(Duration sinceCall) {
		this.state.firstContent(this, sinceCall);
	}

	/**
	 * Ends the lease of a request that succeeded. Settles the reservation with the real
	 * usage in the window it was made in, and resets the count of failures in a row.
	 * @param usage the real usage, or {@code null} if the service did not say (the
	 * estimate stays)
	 */
	public void complete(@Nullable TokenUsage usage) {
		if (end()) {
			this.state.completed(this, usage);
		}
	}

	/**
	 * Ends the lease of a request that failed.
	 * @param failure how it failed
	 */
	public void fail(Failure failure) {
		if (end()) {
			this.state.failed(this, failure);
		}
	}

	/**
	 * Ends the lease of a request that the caller cancelled. The reservation stays: the
	 * service may have charged it.
	 */
	public void cancel() {
		if (end()) {
			this.state.cancelled(this);
		}
	}

	private boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	/** Whether the request decides about the return of a recovering deployment. */
	boolean isTrial() {
		return this.trial;
	}

	/**
	 * Whether the deployment was cooling down: success ends that, failure changes
	 * nothing.
	 */
	boolean isLastResort() {
		return this.readiness == Readiness.OUT;
	}

	void contentArrived(long now) {
		this.contentTime = now;
	}

	@Nullable Long contentTime() {
		return this.contentTime;
	}

	Reservation reservation() {
		return this.reservation;
	}

}
