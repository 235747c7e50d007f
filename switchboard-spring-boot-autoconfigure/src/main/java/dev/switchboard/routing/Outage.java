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
 * @param trialRunning whether a trial is under way that decides about its end
 * @param trialSince when that trial began
 */
record Outage(Kind kind, DeploymentSnapshot.Reason reason, @Nullable Integer status, long due, long until,
		boolean trialRunning, long trialSince) {

	enum Kind {

		COOLDOWN, QUARANTINE, DRAIN

	}

	static Outage until(Kind kind, DeploymentSnapshot.Reason reason, @Nullable Integer status, long until) {
		return new Outage(kind, reason, status, until, until, false, 0);
	}

	/**
	 * Lets the jitter begin at a point in time.
	 */
	Outage dueAt(long due) {
		return new Outage(this.kind, this.reason, this.status, due, this.until, this.trialRunning, this.trialSince);
	}

	/**
	 * Whether only the jitter is left of a cooldown, which spreads the return of many
	 * clients: the service said that there is room from here on.
	 */
	boolean isDue(long now) {
		return this.reason == DeploymentSnapshot.Reason.RATE_LIMITED && this.kind == Kind.COOLDOWN
				&& now - this.due >= 0;
	}

	boolean isOver(long now) {
		return this.kind != Kind.DRAIN && now - this.until >= 0;
	}

	/**
	 * Whether one request has to succeed before all others follow. Who throttled said
	 * when there is room, and a person knows what he does.
	 */
	boolean needsTrial() {
		return switch (this.kind) {
			case QUARANTINE -> true;
			case DRAIN -> false;
			case COOLDOWN -> this.reason == DeploymentSnapshot.Reason.UNAVAILABLE
					|| this.reason == DeploymentSnapshot.Reason.TIMED_OUT;
		};
	}

	/**
	 * Whether its length is only a guess: neither the service nor a person named it.
	 */
	boolean isGuess() {
		return needsTrial() && !isForGood();
	}

	/**
	 * Whether a person, or a fault that a person has to mend, keeps the deployment out.
	 */
	boolean isForGood() {
		return this.kind != Kind.COOLDOWN;
	}

	Outage withTrial(long now) {
		return new Outage(this.kind, this.reason, this.status, this.due, this.until, true, now);
	}

	Outage withoutTrial() {
		return new Outage(this.kind, this.reason, this.status, this.due, this.until, false, 0);
	}

	/**
	 * This outage after a further mark: the graver reason, and the later times.
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
