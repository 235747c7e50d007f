package dev.switchboard.routing;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * Whether one deployment and model is in rotation, and the single trial that brings it
 * back after an outage.
 */
final class Rotation {

	/** {@code null} while it is in rotation. */
	private final AtomicReference<@Nullable Absence> absence = new AtomicReference<>();

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
		return this.absence.get() != null;
	}

	/**
	 * The absence at a point in time.
	 * @param now the time
	 * @return the absence, over or not, or {@code null} when nothing stands in the way
	 */
	@Nullable Absence absence(long now) {
		Absence absence = this.absence.get();
		if (absence != null && absence.isOver(now) && !absence.needsTrial()) {
			this.absence.compareAndSet(absence, null);
			return null;
		}
		return absence;
	}

	/**
	 * Takes the deployment out after a fault, or keeps it out for longer.
	 * @param mark the absence that the fault leads to
	 * @param since when the request was sent that failed
	 * @param now the time
	 * @return whether this began something new; otherwise the fault is one more of the
	 * same outage
	 */
	boolean mark(Absence mark, long since, long now) {
		while (true) {
			Absence absence = absence(now);
			if (absence != null && absence.kind() == Absence.Kind.DRAIN) {
				return false;
			}
			boolean out = absence != null && !absence.isOver(now);
			Absence next = (absence != null && out) ? absence.and(mark) : mark;
			if (this.absence.compareAndSet(absence, next)) {
				return absence == null || !out || absence.isDue(since) || absence.kind() != next.kind();
			}
		}
	}

	/**
	 * Takes the deployment out because a person said so. Only {@link #open} ends a drain.
	 * @param taken for how long
	 * @return whether it is out for as long as that; {@code false} when it is drained and
	 * stays so
	 */
	boolean take(Absence taken) {
		Absence before = this.absence.getAndUpdate((absence) -> isEndedBy(taken, absence) ? taken : absence);
		return isEndedBy(taken, before);
	}

	private static boolean isEndedBy(Absence taken, @Nullable Absence absence) {
		return absence == null || absence.kind() != Absence.Kind.DRAIN || taken.kind() == Absence.Kind.DRAIN;
	}

	/** Brings the deployment back at once, whatever kept it out. */
	void open() {
		this.absence.set(null);
	}

	/**
	 * Ends an absence because the deployment has answered.
	 * @param since when the request was sent
	 * @param now the time
	 * @param early whether even one that is not over ends
	 * @return whether it ended
	 */
	boolean answered(long since, long now, boolean early) {
		Absence absence = this.absence.get();
		if (absence == null || absence.kind() == Absence.Kind.DRAIN
				|| !(early || absence.isOver(now) || absence.isDue(since))) {
			return false;
		}
		return this.absence.compareAndSet(absence, null);
	}

	/**
	 * Whether the next request may be the trial.
	 * @param absence an absence that is over
	 * @param now the time
	 * @return {@code true} when no trial is under way, or none that still counts
	 */
	boolean isTrialDue(Absence absence, long now) {
		return !absence.trialRunning() || now - absence.trialSince() >= this.trialPatience;
	}

	/**
	 * When the next request may be the trial.
	 * @param absence an absence that is over
	 * @param now the time
	 * @return the nanoseconds until then
	 */
	long untilTrialIsDue(Absence absence, long now) {
		return isTrialDue(absence, now) ? 0 : absence.trialSince() + this.trialPatience - now;
	}

	/**
	 * Makes one request the trial.
	 * @param now the time
	 * @return whether this one is it; {@code false} when another was faster
	 */
	boolean claimTrial(long now) {
		Absence absence = this.absence.get();
		return absence != null && absence.isOver(now) && isTrialDue(absence, now)
				&& this.absence.compareAndSet(absence, absence.withTrial(now));
	}

	/**
	 * Ends a trial without a result: the next request is the trial.
	 * @param since when the trial began
	 */
	void releaseTrial(long since) {
		Absence absence = this.absence.get();
		if (absence != null && absence.trialRunning() && absence.trialSince() == since) {
			this.absence.compareAndSet(absence, absence.withoutTrial());
		}
	}

}
