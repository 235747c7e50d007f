package dev.switchboard.routing;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How an attempt failed, in the terms of the router: what leaves the rotation, for how
 * long, and what stays reserved. Which fault leads to which failure is not the router's
 * business.
 *
 * @param kind the kind of failure
 * @param scope what leaves the rotation when this failure marks
 * @param marksAt the number of failures in a row at which this one marks: 1 at once, 0
 * never (and it does not count). A {@link FailureKind#RATE_LIMITED} failure marks at once
 * and leaves the row as it is.
 * @param pause how long a mark lasts
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
	 * A failure that marks nothing and counts nowhere.
	 * @param kind the kind of failure
	 * @param retained what stays reserved
	 * @return the failure
	 */
	public static Failure unmarked(FailureKind kind, Retained retained) {
		return new Failure(kind, Scope.NONE, 0, Pause.COOLDOWN, null, false, retained, null, null, false);
	}

	/**
	 * A failure that takes something out of rotation.
	 * @param kind the kind of failure
	 * @param scope what leaves the rotation
	 * @param marksAt failures in a row at which it does
	 * @param pause for how long
	 * @param retained what stays reserved
	 * @return the failure
	 */
	public static Failure marking(FailureKind kind, Scope scope, int marksAt, Pause pause, Retained retained) {
		return new Failure(kind, scope, marksAt, pause, null, false, retained, null, null, false);
	}

	/**
	 * The same failure with the wait the service asked for.
	 * @param retryAfter the wait, or {@code null}
	 * @param exact whether it is kept to the millisecond
	 * @return a copy
	 */
	public Failure withRetryAfter(@Nullable Duration retryAfter, boolean exact) {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, retryAfter, exact, this.retained,
				this.status, this.requestId, this.noCredential);
	}

	/**
	 * The same failure with where it came from.
	 * @param status the HTTP status, or {@code null}
	 * @param requestId the service's id of the request, or {@code null}
	 * @return a copy
	 */
	public Failure withOrigin(@Nullable Integer status, @Nullable String requestId) {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, this.retryAfter, this.exact, this.retained,
				status, requestId, this.noCredential);
	}

	/**
	 * The same failure, of a request for which there was no credential.
	 * @return a copy
	 */
	public Failure withoutCredential() {
		return new Failure(this.kind, this.scope, this.marksAt, this.pause, this.retryAfter, this.exact, this.retained,
				this.status, this.requestId, true);
	}

	/**
	 * The same failure of a request that never left: the service did not see it.
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

	/** How long a mark lasts. */
	public enum Pause {

		/** The model's cooldown, doubled for each failed trial in a row. */
		COOLDOWN,

		/** The wait the service asked for, capped; else the cooldown. */
		WAIT,

		/** The quarantine: the fault needs a person. */
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
