package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * Why, and until when, a deployment is out of rotation. Immutable.
 *
 * @param kind cooldown, quarantine or drain
 * @param reason why
 * @param status the HTTP status that led to it, or {@code null}
 * @param due when the wait that the service asked for is over; a jitter follows
 * @param until when it ends; without meaning for a drain
 * @param trialSince when the trial began that decides about its end, or {@code null} when
 * none is under way
 */
record Outage(Kind kind, DeploymentSnapshot.Reason reason, @Nullable Integer status, long due, long until,
		@Nullable Long trialSince) {

	enum Kind {

		COOLDOWN, QUARANTINE, DRAIN

	}

	static Outage until(Kind kind, DeploymentSnapshot.Reason reason, @Nullable Integer status, long until) {
		return new Outage(kind, reason, status, until, until, null);
	}

	/** Lets the jitter begin at a point in time. */
	Outage dueAt(long due) {
		return new Outage(this.kind, this.reason, this.status, due, this.until, this.trialSince);
	}

	/**
	 * Whether only the jitter of a cooldown is left, which spreads the return of many
	 * clients: the wait that the service asked for is over.
	 */
	boolean isDue(long now) {
		return this.reason == DeploymentSnapshot.Reason.RATE_LIMITED && this.kind == Kind.COOLDOWN
				&& now - this.due >= 0;
	}

	boolean isOver(long now) {
		return this.kind != Kind.DRAIN && now - this.until >= 0;
	}

	/**
	 * Whether a trial request has to succeed before the others follow. No trial is needed
	 * after throttling, because the service has said when there is room, or when an
	 * operator takes the deployment out.
	 */
	boolean needsTrial() {
		return switch (this.kind) {
			case QUARANTINE -> true;
			case DRAIN -> false;
			case COOLDOWN -> this.reason == DeploymentSnapshot.Reason.UNAVAILABLE
					|| this.reason == DeploymentSnapshot.Reason.TIMED_OUT;
		};
	}

	/** Whether its length is a guess: neither the service nor an operator named it. */
	boolean isGuess() {
		return needsTrial() && this.kind == Kind.COOLDOWN;
	}

	Outage withTrial(@Nullable Long since) {
		return new Outage(this.kind, this.reason, this.status, this.due, this.until, since);
	}

	/**
	 * Returns the combination of this outage and a further one: the more serious reason
	 * and the later times.
	 */
	Outage and(Outage mark) {
		Outage graver = (mark.kind == Kind.QUARANTINE || (!needsTrial() && mark.needsTrial())) ? mark : this;
		return until(graver.kind, graver.reason, graver.status, later(this.until, mark.until))
			.dueAt(later(this.due, mark.due));
	}

	private static long later(long a, long b) {
		return (b - a > 0) ? b : a;
	}

}
