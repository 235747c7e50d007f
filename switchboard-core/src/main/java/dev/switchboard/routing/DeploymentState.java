package dev.switchboard.routing;

import java.time.Duration;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.server.OtherClientsRate;
import org.jspecify.annotations.Nullable;

/**
 * The state of one deployment and model. Only this class changes it: everything that a
 * request does to a deployment, from its reservation to its end, happens here, under one
 * lock. Listeners and other deployments are called without the lock.
 */
final class DeploymentState {

	private final Deployment deployment;

	private final RouterSettings settings;

	private final Ejector ejector;

	private final Runnable limitChanged;

	private final Capacity capacity;

	private final ResponseTimes times = new ResponseTimes();

	/** Nanoseconds from the request to the first content of streams. */
	private final RecentMean firstContent = new RecentMean();

	/** Nanoseconds per token after it. */
	private final RecentMean perToken = new RecentMean();

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

	/** How readily the deployment takes a request now. */
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
	 * What keeps the deployment out of rotation.
	 * @return the outage, over or not, or {@code null} when the deployment is in rotation
	 */
	synchronized @Nullable Outage outage(long now) {
		return this.rotation.outage(now);
	}

	/** How it is doing. */
	synchronized Condition condition(long now) {
		return this.capacity.condition(this.times, this.inFlight, now);
	}

	private boolean isSaturated(long now) {
		return this.capacity.utilization(now) >= 1;
	}

	/** What counts when it is compared with another one. */
	synchronized Load load(long estimatedTokens, long now) {
		return this.capacity.load(this.inFlight, this.rotation.isReturning(now), estimatedTokens, now);
	}

	/**
	 * Reserves a request.
	 * @param readiness the readiness that made this a candidate
	 * @param affinity how this relates to the session of the request, or {@code null}
	 * @return the lease, or {@code null} when the deployment has just left the rotation,
	 * or another request has become its trial
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
	 * Records the head of a response. A success ends an outage that is over; every head
	 * may report what the service counts.
	 */
	void answered(Lease lease, ServerReport report) {
		long now = this.settings.clock().getAsLong();
		boolean opened;
		boolean changed;
		synchronized (this) {
			// a head is enough to end a trial, but says little while everything fails
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

	/** Records that the first content of a stream has arrived. */
	void firstContent(Lease lease, Duration sinceCall) {
		long now = this.settings.clock().getAsLong();
		synchronized (this) {
			lease.contentArrived(now);
			this.firstContent.add(now - lease.reservation().time(), 1, now);
		}
		this.settings.listener().firstContent(this.deployment, sinceCall);
	}

	/**
	 * Records that a request has succeeded.
	 * @param usage the tokens it used, or {@code null} if the service did not say
	 */
	void completed(Lease lease, @Nullable TokenUsage usage) {
		long now = this.settings.clock().getAsLong();
		Reservation reservation = lease.reservation();
		synchronized (this) {
			settle(reservation, (usage != null) ? RouteRequest.countable(usage.total()) : reservation.tokens());
			this.rotation.answered(reservation.time(), now, lease.isLastResort());
			this.streak.clear();
			if (usage != null) {
				this.times.add(now - reservation.time(), usage.output(), now);
				if (lease.contentTime() != null && usage.output() > 0) {
					this.perToken.add(now - lease.contentTime(), usage.output(), now);
				}
			}
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
		if (failure.kind() == FailureKind.RATE_LIMITED) {
			this.capacity.refused(now);
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

	/** Records that the caller cancelled a request. The reservation stays. */
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
	 * Takes the deployment out of rotation after a fault, or keeps it out longer.
	 * @param since when the request was sent that failed
	 * @return whether this begins an outage
	 */
	synchronized boolean eject(Outage outage, long since, long now) {
		return this.rotation.eject(outage, since, now);
	}

	/**
	 * Takes the deployment out of rotation for an operator.
	 * @return {@code false} if it is drained, which it stays
	 */
	synchronized boolean take(Outage outage) {
		return this.rotation.take(outage);
	}

	/** Brings the deployment back at once. */
	synchronized void resume() {
		this.rotation.open(this.settings.clock().getAsLong());
		this.streak.clear();
	}

	/** Sets its usage to zero. */
	synchronized void resetUsage(long now) {
		this.capacity.reset(now);
	}

	/**
	 * Returns when the deployment becomes available by itself.
	 * @return the nanoseconds until then, or {@code null} if only an operator brings it
	 * back
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
				(outage != null) ? outage.status() : null, this.firstContent.duration(), this.perToken.duration());
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
