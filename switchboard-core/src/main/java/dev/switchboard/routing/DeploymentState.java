package dev.switchboard.routing;

import java.time.Duration;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.server.OtherClientsRate;
import org.jspecify.annotations.Nullable;

/**
 * All that the router knows of one deployment and model, and the only one that changes
 * it: what a request does to a deployment from its reservation to its end happens here.
 * Its lock guards everything below it. Listeners and other deployments are called without
 * the lock.
 */
final class DeploymentState {

	private final Deployment deployment;

	private final RouterSettings settings;

	private final Ejector ejector;

	private final Runnable limitChanged;

	private final Capacity capacity;

	private final Rotation rotation;

	private final FailureStreak streak = new FailureStreak();

	private int inFlight;

	/**
	 * Creates the state of a deployment in rotation.
	 * @param settings the settings of the router
	 * @param ejector what takes deployments out
	 * @param others how fast other clients use up the deployments of the model
	 * @param limitChanged what follows when the service names another limit
	 */
	DeploymentState(Deployment deployment, RouterSettings settings, Ejector ejector, OtherClientsRate others,
			Runnable limitChanged) {
		this.deployment = deployment;
		this.settings = settings;
		this.ejector = ejector;
		this.limitChanged = limitChanged;
		this.capacity = new Capacity(deployment, settings.window(), others, settings.clock().getAsLong());
		this.rotation = new Rotation(Nanos.of(settings.cooldowns().standard()));
	}

	/** How much it can still take, for tests: the lock does not guard what they read. */
	Capacity capacity() {
		return this.capacity;
	}

	Deployment deployment() {
		return this.deployment;
	}

	/**
	 * The token limit of a minute.
	 * @return tokens per 60 s, 0 when unlimited or unknown
	 */
	synchronized long tokensPerMinute() {
		return this.capacity.tokensPerMinute();
	}

	/** Whether it takes a request now, and how willingly. */
	synchronized Readiness readiness(long now) {
		Outage outage = this.rotation.outage(now);
		if (outage != null) {
			if (!outage.isOver(now)) {
				return (outage.isDue(now) && !isSaturated(now)) ? Readiness.DUE : Readiness.OUT;
			}
			if (this.rotation.untilTrialIsDue(outage, now) > 0) {
				return Readiness.RECOVERING;
			}
		}
		return isSaturated(now) ? Readiness.SATURATED : Readiness.AVAILABLE;
	}

	/**
	 * What keeps it out of rotation.
	 * @return the outage, over or not, or {@code null} when nothing stands in the way
	 */
	synchronized @Nullable Outage outage(long now) {
		return this.rotation.outage(now);
	}

	private boolean isSaturated(long now) {
		return this.capacity.utilization(now) >= 1;
	}

	/** What counts when it is compared with another one. */
	synchronized Load load(long estimatedTokens, long now) {
		return this.capacity.load(this.inFlight, estimatedTokens, now);
	}

	/**
	 * Reserves a request.
	 * @param readiness the readiness that made this a candidate
	 * @param affinity how this relates to the session of the request, or {@code null}
	 * @return the lease, or {@code null} when the deployment has just left the rotation,
	 * or when another request was faster to become its trial
	 */
	synchronized @Nullable Lease reserve(RouteRequest request, Readiness readiness, long now,
			@Nullable Affinity affinity) {
		boolean trial = false;
		boolean regular = readiness == Readiness.AVAILABLE || readiness == Readiness.SATURATED;
		if (regular && this.rotation.outage(now) != null) {
			if (!this.rotation.claimTrial(now)) {
				return null;
			}
			this.streak.beginTrial();
			trial = true;
		}
		this.inFlight++;
		return new Lease(this, this.capacity.reserve(request.estimatedTokens(), now), readiness, trial, affinity);
	}

	/**
	 * The head of a response has arrived. A success ends an outage that is over; every
	 * head may report what the service counts.
	 */
	void answered(Lease lease, ServerReport report) {
		long now = this.settings.clock().getAsLong();
		boolean opened;
		boolean changed;
		synchronized (this) {
			// a head is enough for a trial, but says little while everything fails
			opened = report.success() && this.rotation.answered(lease.reservation().time(), now, false);
			changed = this.capacity.hear(lease.reservation(), report, now);
		}
		if (changed) {
			this.limitChanged.run();
		}
		if (opened) {
			this.settings.listener().freed(this.deployment.model());
		}
	}

	/**
	 * A request succeeded completely.
	 * @param usage what it really used, or {@code null} when the service did not say
	 */
	void completed(Lease lease, @Nullable TokenUsage usage) {
		long now = this.settings.clock().getAsLong();
		Reservation reservation = lease.reservation();
		synchronized (this) {
			settle(reservation, (usage != null) ? RouteRequest.countable(usage.total()) : reservation.tokens());
			this.rotation.answered(reservation.time(), now, lease.isLastResort());
			this.streak.clear();
		}
		if (usage != null) {
			this.settings.listener().settled(this.deployment, usage);
		}
		this.settings.listener().freed(this.deployment.model());
	}

	/** A request failed. */
	void failed(Lease lease, Failure failure) {
		long now = this.settings.clock().getAsLong();
		Outage outage = end(lease, failure, now);
		if (outage != null) {
			this.ejector.eject(this, failure, outage, lease.reservation().time(), now);
		}
		this.settings.listener().freed(this.deployment.model());
	}

	// the outage that the failure leads to, if it leads to any
	private synchronized @Nullable Outage end(Lease lease, Failure failure, long now) {
		Reservation reservation = lease.reservation();
		settle(reservation, (failure.retained() == Failure.Retained.ALL) ? reservation.tokens() : 0);
		if (failure.retained() == Failure.Retained.NOTHING) {
			this.capacity.withdraw(reservation);
		}
		if (!this.streak.add(failure, lease.isTrial())) {
			endTrial(lease);
			return null;
		}
		Outage current = this.rotation.outage(now);
		if (lease.isLastResort() && current != null && !current.isOver(now)) {
			return null;
		}
		return this.settings.cooldowns().outage(failure, this.deployment.cooldown(), this.streak.failedTrials(), now);
	}

	/** The caller lost interest in a request. The reservation stays. */
	void cancelled(Lease lease) {
		synchronized (this) {
			this.inFlight--;
			endTrial(lease);
		}
		this.settings.listener().freed(this.deployment.model());
	}

	private void settle(Reservation reservation, long used) {
		this.capacity.settle(reservation, used);
		this.inFlight--;
	}

	private void endTrial(Lease lease) {
		if (lease.isTrial()) {
			this.rotation.releaseTrial(lease.reservation().time());
		}
	}

	/**
	 * Takes it out of rotation after a fault, or keeps it out for longer.
	 * @param since when the request was sent that failed
	 * @return whether this began something new
	 */
	synchronized boolean eject(Outage outage, long since, long now) {
		return this.rotation.eject(outage, since, now);
	}

	/**
	 * Takes it out of rotation on behalf of a person.
	 * @return {@code false} when it is drained and stays so
	 */
	synchronized boolean take(Outage outage) {
		return this.rotation.take(outage);
	}

	/** Brings it back at once. */
	synchronized void resume() {
		this.rotation.open();
		this.streak.clear();
	}

	/** Sets its usage to zero. */
	synchronized void resetUsage(long now) {
		this.capacity.reset(now);
	}

	/**
	 * When it becomes available by itself.
	 * @return the nanoseconds until then, or {@code null} when a person is needed
	 */
	synchronized @Nullable Long availableIn(long now) {
		Outage outage = this.rotation.outage(now);
		if (outage != null && outage.kind() == Outage.Kind.DRAIN) {
			return null;
		}
		long rotation = 0;
		if (outage != null) {
			rotation = outage.isOver(now) ? this.rotation.untilTrialIsDue(outage, now) : outage.until() - now;
		}
		if (!isSaturated(now)) {
			return rotation;
		}
		Long room = this.capacity.roomIn(now);
		return (room != null) ? Math.max(rotation, room) : null;
	}

	synchronized DeploymentSnapshot snapshot(long now) {
		Outage outage = this.rotation.outage(now);
		double utilization = this.capacity.utilization(now);
		boolean out = outage != null && !outage.isOver(now) && outage.kind() != Outage.Kind.DRAIN;
		return new DeploymentSnapshot(this.deployment.name(), this.deployment.model(), this.deployment.priority(),
				state(outage, utilization, now), (outage != null) ? outage.reason() : null, utilization,
				this.capacity.tokens(now), this.capacity.tokensPerMinute(), this.capacity.window(now).requests(),
				this.deployment.requestsPerMinute(), this.inFlight,
				(outage != null && out) ? Duration.ofNanos(outage.until() - now) : Duration.ZERO,
				(outage != null) ? outage.status() : null);
	}

	private static State state(@Nullable Outage outage, double utilization, long now) {
		if (outage == null) {
			return (utilization >= 1) ? State.SATURATED : State.AVAILABLE;
		}
		if (outage.isOver(now)) {
			return State.RECOVERING;
		}
		return switch (outage.kind()) {
			case COOLDOWN -> State.COOLING_DOWN;
			case QUARANTINE -> State.QUARANTINED;
			case DRAIN -> State.DRAINED;
		};
	}

}
