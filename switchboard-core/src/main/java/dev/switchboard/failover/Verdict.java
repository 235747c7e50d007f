package dev.switchboard.failover;

import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;

/**
 * What a fault leads to.
 *
 * @param failover which other deployment may be asked
 * @param failure what the router is told
 */
record Verdict(FailoverTo failover, Failure failure) {

	/** Which other deployment may be asked. */
	enum FailoverTo {

		/** To none: the caller gets the error. */
		NONE,

		/** To any other deployment, but only once per round. */
		ANY_ONCE,

		/** To a deployment with a larger token limit; the others would refuse too. */
		LARGER,

		/** To a deployment that does not share the credential; the others lack it too. */
		OTHER_CREDENTIAL,

		/** To any other deployment. */
		ANY

	}

	/**
	 * The verdict when content has already reached the caller: never a failover, and two
	 * failures in a row take the deployment out, because people see a cut stream.
	 */
	Verdict afterContent() {
		FailureKind kind = this.failure.kind();
		boolean broken = (kind == FailureKind.UNAVAILABLE || kind == FailureKind.TIMED_OUT)
				&& this.failure.scope() != Failure.Scope.DEPLOYMENT && this.failure.marksAt() != 0;
		if (!broken) {
			return new Verdict(FailoverTo.NONE, this.failure);
		}
		Failure twice = new Failure(kind, Failure.Scope.MODEL, 2, this.failure.pause(), this.failure.retryAfter(),
				this.failure.exact(), this.failure.retained(), this.failure.status(), this.failure.requestId(),
				this.failure.noCredential());
		return new Verdict(FailoverTo.NONE, twice);
	}

}
