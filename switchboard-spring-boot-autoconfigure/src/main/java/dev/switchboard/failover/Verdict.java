package dev.switchboard.failover;

import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;

/**
 * What a fault leads to.
 *
 * @param failover whether, and where, another attempt is made
 * @param failure what the router is told
 */
public record Verdict(Failover failover, Failure failure) {

	/** Whether, and where, another attempt is made. */
	public enum Failover {

		/** The error is the caller's answer. */
		NEVER,

		/** Once per round. */
		ONCE,

		/** To a deployment with a larger token limit; the others would refuse too. */
		TO_LARGER,

		/** To a deployment that does not share the credential; the others lack it too. */
		TO_OTHER_CREDENTIAL,

		/** To any other deployment. */
		YES

	}

	/**
	 * The reaction when content has already reached the caller: never a failover, and two
	 * failures in a row are enough to mark, because a cut stream is seen by a person.
	 */
	public Verdict afterContent() {
		FailureKind kind = this.failure.kind();
		boolean broken = (kind == FailureKind.UNAVAILABLE || kind == FailureKind.TIMED_OUT)
				&& this.failure.scope() != Failure.Scope.DEPLOYMENT && this.failure.marksAt() != 0;
		if (!broken) {
			return new Verdict(Failover.NEVER, this.failure);
		}
		Failure twice = new Failure(kind, Failure.Scope.MODEL, 2, this.failure.pause(), this.failure.retryAfter(),
				this.failure.exact(), this.failure.retained(), this.failure.status(), this.failure.requestId(),
				this.failure.noCredential());
		return new Verdict(Failover.NEVER, twice);
	}

}
