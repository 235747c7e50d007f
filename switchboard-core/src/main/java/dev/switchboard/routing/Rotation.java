package dev.switchboard.routing;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Whether one deployment and model is in rotation, and the single trial that brings it
 * back after an outage. Guarded by its {@link DeploymentState}.
 */
final class Rotation {

	/**
	 * Nanoseconds for which a deployment that was out counts as returning: only then is
	 * its own count of the last minute that of a whole minute again.
	 */
	private static final long RETURN = 60_000_000_000L;

	/** How long an unanswered trial keeps the next one waiting, in nanoseconds. */
	private final long trialPatience;

	private @Nullable Outage outage;

	/** When the last outage ended, or {@code null}. */
	private @Nullable Long returned;

	Rotation(long trialPatience) {
		this.trialPatience = trialPatience;
	}

	/**
	 * The outage at a point in time.
	 * @return the outage, over or not, or {@code null} when the deployment is in rotation
	 */
	@Nullable Outage outage(long now) {
		if (this.outage != null && this.outage.isOver(now) && !this.outage.needsTrial()) {
			end(this.outage, this.outage.until());
		}
		return this.outage;
	}

	// after a rate limit there is no return: the service has said when there is room
	private void end(Outage outage, long time) {
		if (outage.reason() != DeploymentSnapshot.Reason.RATE_LIMITED) {
			this.returned = time;
		}
		this.outage = null;
	}

	/**
	 * Whether the deployment was out less than a minute ago. What it has got lately says
	 * nothing then about what it deserves.
	 */
	boolean isReturning(long now) {
		return this.returned != null && now - this.returned < RETURN;
	}

	/**
	 * Takes the deployment out after a fault, or keeps it out longer.
	 * @param next the outage that the fault leads to
	 * @param since when the request was sent that failed
	 * @return whether this begins an outage; otherwise the fault belongs to the current
	 * one
	 */
	boolean eject(Outage next, long since, long now) {
		Outage before = outage(now);
		if (before != null && before.kind() == Outage.Kind.DRAIN) {
			return false;
		}
		if (before == null || before.isOver(now)) {
			this.outage = next;
			return true;
		}
		this.outage = before.and(next);
		return before.isDue(since) || before.kind() != this.outage.kind();
	}

	/**
	 * Takes the deployment out for an operator. Only {@link #open} ends a drain.
	 * @param next the outage
	 * @return whether the outage applies; {@code false} if the deployment is drained,
	 * which it stays
	 */
	boolean take(Outage next) {
		if (this.outage != null && this.outage.kind() == Outage.Kind.DRAIN && next.kind() != Outage.Kind.DRAIN) {
			return false;
		}
		this.outage = next;
		return true;
	}

	/** Brings the deployment back at once, whatever took it out. */
	void open(long now) {
		if (this.outage != null) {
			end(this.outage, now);
		}
	}

	/**
	 * Ends an outage because the deployment has answered.
	 * @param since when the request was sent
	 * @param early whether an outage that is not over ends, too
	 * @return whether it ended
	 */
	boolean answered(long since, long now, boolean early) {
		if (this.outage == null || this.outage.kind() == Outage.Kind.DRAIN
				|| !(early || this.outage.isOver(now) || this.outage.isDue(since))) {
			return false;
		}
		end(this.outage, now);
		return true;
	}

	/**
	 * When the next request may be the trial.
	 * @param outage an outage that is over
	 * @return the nanoseconds until then; 0 when no trial is in progress, or it has timed
	 * out
	 */
	long untilTrialIsDue(Outage outage, long now) {
		Long since = outage.trialSince();
		return (since != null) ? Math.max(0, since + this.trialPatience - now) : 0;
	}

	/**
	 * Makes one request the trial.
	 * @return whether this request is the trial; {@code false} if another one is
	 */
	boolean claimTrial(long now) {
		if (this.outage == null || !this.outage.isOver(now) || untilTrialIsDue(this.outage, now) > 0) {
			return false;
		}
		this.outage = this.outage.withTrial(now);
		return true;
	}

	/**
	 * Ends a trial without a result: the next request is the trial.
	 * @param since when the trial began
	 */
	void releaseTrial(long since) {
		if (this.outage != null && Objects.equals(this.outage.trialSince(), since)) {
			this.outage = this.outage.withTrial(null);
		}
	}

}
