package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Whether one deployment and model is in rotation, and the single trial that brings it
 * back after an outage.
 */
final class Rotation {

	/** {@code null} while it is in rotation. */
	private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

	/** How long an unanswered trial keeps the next one waiting, in nanoseconds. */
	private final long trialPatience;

	Rotation(long trialPatience) {
		this.trialPatience = trialPatience;
	}

	/**
	 * Whether anything stands in the way, be it over or not.
	 * @return {@code false} in normal operation
	 */
	boolean isAway() {
		return this.outage.get() != null;
	}

	/**
	 * The outage at a point in time.
	 * @param now the time
	 * @return the outage, over or not, or {@code null} when nothing stands in the way
	 */
	@Nullable Outage outage(long now) {
		Outage outage = this.outage.get();
		if (outage != null && outage.isOver(now) && !outage.needsTrial()) {
			this.outage.compareAndSet(outage, null);
			return null;
		}
		return outage;
	}

	/**
	 * Takes the deployment out after a fault, or keeps it out for longer.
	 * @param mark the outage that the fault leads to
	 * @param since when the request was sent that failed
	 * @param now the time
	 * @return whether this began something new; otherwise the fault is one more of the
	 * same outage
	 */
	boolean mark(Outage mark, long since, long now) {
		while (true) {
			Outage outage = outage(now);
			if (outage != null && outage.kind() == Outage.Kind.DRAIN) {
				return false;
			}
			boolean out = outage != null && !outage.isOver(now);
			Outage next = (outage != null && out) ? outage.and(mark) : mark;
			if (this.outage.compareAndSet(outage, next)) {
				return outage == null || !out || outage.isDue(since) || outage.kind() != next.kind();
			}
		}
	}

	/**
	 * Takes the deployment out because a person said so. Only {@link #open} ends a drain.
	 * @param taken for how long
	 * @return whether it is out for as long as that; {@code false} when it is drained and
	 * stays so
	 */
	boolean take(Outage taken) {
		Outage before = this.outage.getAndUpdate((outage) -> isEndedBy(taken, outage) ? taken : outage);
		return isEndedBy(taken, before);
	}

	private static boolean isEndedBy(Outage taken, @Nullable Outage outage) {
		return outage == null || outage.kind() != Outage.Kind.DRAIN || taken.kind() == Outage.Kind.DRAIN;
	}

	/** Brings the deployment back at once, whatever kept it out. */
	void open() {
		this.outage.set(null);
	}

	/**
	 * Ends an outage because the deployment has answered.
	 * @param since when the request was sent
	 * @param now the time
	 * @param early whether even one that is not over ends
	 * @return whether it ended
	 */
	boolean answered(long since, long now, boolean early) {
		Outage outage = this.outage.get();
		if (outage == null || outage.kind() == Outage.Kind.DRAIN
				|| !(early || outage.isOver(now) || outage.isDue(since))) {
			return false;
		}
		return this.outage.compareAndSet(outage, null);
	}

	/**
	 * Whether the next request may be the trial.
	 * @param outage an outage that is over
	 * @param now the time
	 * @return {@code true} when no trial is under way, or none that still counts
	 */
	boolean isTrialDue(Outage outage, long now) {
		return !outage.trialRunning() || now - outage.trialSince() >= this.trialPatience;
	}

	/**
	 * When the next request may be the trial.
	 * @param outage an outage that is over
	 * @param now the time
	 * @return the nanoseconds until then
	 */
	long untilTrialIsDue(Outage outage, long now) {
		return isTrialDue(outage, now) ? 0 : outage.trialSince() + this.trialPatience - now;
	}

	/**
	 * Makes one request the trial.
	 * @param now the time
	 * @return whether this one is it; {@code false} when another was faster
	 */
	boolean claimTrial(long now) {
		Outage outage = this.outage.get();
		return outage != null && outage.isOver(now) && isTrialDue(outage, now)
				&& this.outage.compareAndSet(outage, outage.withTrial(now));
	}

	/**
	 * Ends a trial without a result: the next request is the trial.
	 * @param since when the trial began
	 */
	void releaseTrial(long since) {
		Outage outage = this.outage.get();
		if (outage != null && outage.trialRunning() && outage.trialSince() == since) {
			this.outage.compareAndSet(outage, outage.withoutTrial());
		}
	}

}
