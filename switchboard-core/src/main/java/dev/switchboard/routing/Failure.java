package dev.switchboard.routing;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt failed, in the router's terms: what leaves the rotation, for how long,
 * and what stays reserved. The fault table in {@code failover} decides which fault leads
 * to which failure.
 *
 * @param kind the kind of failure
 * @param scope what leaves the rotation when this failure takes something out
 * @param marksAt the number of failures in a row at which this one takes its scope out: 1
 * at once, 0 never (and the failure does not count). A {@link FailureKind#RATE_LIMITED}
 * failure acts at once and does not change the count.
 * @param pause how long the scope stays out
 * @param retryAfter the wait the service asked for, or {@code null} when it named none;
 * used by {@link Pause#WAIT} only
 * @param exact whether {@code retryAfter} is kept to the millisecond, without jitter
 * @param retained what stays reserved
 * @param status the HTTP status, or {@code null}
 * @param requestId the service's id of the request, for the log, or {@code null}
 * @param noCredential whether there was no credential to send, for the log
 * @since 0.1.0
 */
public record Failure(FailureKind kind, Scope scope, int marksAt, Pause pause, @Nullable Duration retryAfter,
		boolean exact, Retained retained, @Nullable Integer status, @Nullable String requestId, boolean noCredential) {

	public Failure {
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(scope, "scope");
		Objects.requireNonNull(pause, "pause");
		Objects.requireNonNull(retained, "retained");
	}

	/**
	 * Creates a failure that takes nothing out and does not count.
	 * @param kind the kind of failure
	 * @param retained what stays reserved
	 * @return the failure
	 */
	public static Failure unmarked(FailureKind kind, Retained retained) {
		return new Failure(kind, Scope.NONE, 0, Pause.COOLDOWN, null, false, retained, null, null, false);
	}

	/**
	 * Creates a failure that takes something out of rotation.
	 * @param kind the kind of failure
	 * @param scope what leaves the rotation
	 * @param marksAt the number of failures in a row at which it does
	 * @param pause for how long
	 * @param retained what stays reserved
	 * @return the failure
	 */
	public static Failure marking(FailureKind kind, Scope scope, int marksAt, Pause pause, Retained retained) {
		return new Failure(kind, scope, marksAt, pause, null, false, retained, null, null, false);
	}

	/**
	 * Returns this failure with the wait that the service asked for.
	 * @param retryAfter the wait, or {@code null}
	 * @param exact whether it is kept to the millisecond
	 * @return a copy
	 */
	public Failure withRetryAfter(@Nullable Duration retryAfter, boolean exact) {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, retryAfter, exact, this.retained,
				this.status, this.requestId, this.noCredential);
	}

	/**
	 * Returns this failure with its origin.
	 * @param status the HTTP status, or {@code null}
	 * @param requestId the service's id of the request, or {@code null}
	 * @return a copy
	 */
	public Failure withOrigin(@Nullable Integer status, @Nullable String requestId) {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, this.retryAfter, this.exact, this.retained,
				status, requestId, this.noCredential);
	}

	/**
	 * Returns this failure, marked as one for lack of a credential.
	 * @return a copy
	 */
	public Failure withoutCredential() {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, this.retryAfter, this.exact, this.retained,
				this.status, this.requestId, true);
	}

	/**
	 * Returns this failure for a request that never left: the service did not see it.
	 * @return a copy that retains nothing
	 */
	public Failure unsent() {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, this.retryAfter, this.exact,
				Retained.NOTHING, this.status, this.requestId, this.noCredential);
	}

	/** What leaves the rotation. */
	public enum Scope {

		/** Nothing. */
		NONE,

		/** This model of the deployment. */
		MODEL,

		/** All models of the deployment. */
		DEPLOYMENT

	}

	/** How long a scope stays out. */
	public enum Pause {

		/** The model's cooldown, doubled for each failed trial in a row. */
		COOLDOWN,

		/** The wait the service asked for, capped; else the cooldown. */
		WAIT,

		/** The quarantine: only a change can fix the fault. */
		QUARANTINE

	}

	/** What stays of the reservation. */
	public enum Retained {

		/** Nothing: the service did not charge, or the request never left. */
		NOTHING,

		/** The request, but no tokens: the service refused it after counting it. */
		REQUEST,

		/** All of it: the service may have charged. */
		ALL

	}

}
