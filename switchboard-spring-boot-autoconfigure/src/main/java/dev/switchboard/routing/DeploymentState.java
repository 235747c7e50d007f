package dev.switchboard.routing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.jspecify.annotations.Nullable;

/**
 * All that the router knows of one deployment and model.
 */
final class DeploymentState {

	private static final double IDLE = 0.25;

	private final Deployment deployment;

	private final ModelPool pool;

	private final Limits limits;

	private final SlidingUsage usage;

	private final RequestSlices slices;

	private final ServerView server;

	private final Rotation rotation;

	private final FailureStreak row = new FailureStreak();

	private final AtomicInteger inFlight = new AtomicInteger();

	DeploymentState(Deployment deployment, ModelPool pool, RouterSettings settings, long now) {
		this.deployment = deployment;
		this.pool = pool;
		this.limits = new Limits(deployment, settings.window());
		this.usage = new SlidingUsage(settings.window(), now);
		this.slices = new RequestSlices(deployment.requestsPerMinute(), now);
		this.server = new ServerView(deployment.refills(), this.usage, this.limits, pool.others().ofDeployment());
		this.rotation = new Rotation(Nanos.of(settings.cooldowns().standard()));
	}

	/**
	 * Whether it takes a request now, and how willingly.
	 * @param now the time
	 * @return the readiness
	 */
	Readiness readiness(long now) {
		Outage outage = this.rotation.outage(now);
		if (outage != null) {
			if (!outage.isOver(now)) {
				return (outage.isDue(now) && !isSaturated(now)) ? Readiness.DUE : Readiness.OUT;
			}
			if (!this.rotation.isTrialDue(outage, now)) {
				return Readiness.RECOVERING;
			}
		}
		return isSaturated(now) ? Readiness.SATURATED : Readiness.AVAILABLE;
	}

	private boolean isSaturated(long now) {
		return utilization(this.usage.at(now), now) >= 1;
	}

	private double utilization(UsageWindow window, long now) {
		return Math.max(this.server.utilization(window, now), window.requests() / this.limits.requests());
	}

	/**
	 * Reserves a request.
	 * @param request the request
	 * @param readiness the readiness that made this a candidate
	 * @param now the time
	 * @param affinity how this relates to the session of the request, or {@code null}
	 * @return the lease, or {@code null} when the deployment has just left the rotation,
	 * or when another request was faster to become its trial
	 */
	@Nullable Lease reserve(RouteRequest request, Readiness readiness, long now, @Nullable Affinity affinity) {
		boolean trial = false;
		boolean regular = readiness == Readiness.AVAILABLE || readiness == Readiness.SATURATED;
		if (regular && this.rotation.outage(now) != null) {
			if (!this.rotation.claimTrial(now)) {
				return null;
			}
			this.row.beginTrial();
			trial = true;
		}
		UsageWindow window = this.usage.at(now);
		this.slices.at(window, now);
		this.inFlight.incrementAndGet();
		long reserved = window.reserve(request.estimatedTokens(), now);
		return new Lease(this, window, request.estimatedTokens(), reserved, now, readiness, trial, affinity);
	}

	/**
	 * Replaces a reservation by what was really used: the request is over.
	 * @param window the window it was reserved in
	 * @param reserved what was reserved
	 * @param used what was used
	 * @param since when it was reserved
	 */
	void settle(UsageWindow window, long reserved, long used, long since) {
		window.settle(reserved, used, since);
		this.inFlight.decrementAndGet();
	}

	/**
	 * Takes a request back that was never made.
	 * @param window the window it was reserved in
	 * @param since when it was reserved
	 */
	void withdraw(UsageWindow window, long since) {
		window.withdrawRequest(since);
		if (window != this.usage.current()) {
			this.slices.withdrawLate();
		}
	}

	/**
	 * Whether it has so much room that nothing needs to be hurried: between two of these,
	 * what is left of their windows makes no difference.
	 * @param window the current window
	 * @param now the time
	 * @return {@code true} below a quarter of the token limit
	 */
	boolean isIdle(UsageWindow window, long now) {
		return this.server.utilization(window, now) < IDLE;
	}

	Deployment deployment() {
		return this.deployment;
	}

	ModelPool pool() {
		return this.pool;
	}

	Limits limits() {
		return this.limits;
	}

	SlidingUsage usage() {
		return this.usage;
	}

	RequestSlices slices() {
		return this.slices;
	}

	ServerView server() {
		return this.server;
	}

	Rotation rotation() {
		return this.rotation;
	}

	FailureStreak row() {
		return this.row;
	}

	int inFlight() {
		return this.inFlight.get();
	}

	/**
	 * When it becomes available by itself.
	 * @param now the time
	 * @return the nanoseconds until then, or {@code null} when a person is needed
	 */
	@Nullable Long availableIn(long now) {
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
		UsageWindow window = this.usage.at(now);
		Long refill = (window.requests() < this.limits.requests()) ? this.server.refilledIn(window, now) : null;
		Long room = (refill != null) ? refill : this.usage.remaining(now);
		return (room != null) ? Math.max(rotation, room) : null;
	}

	DeploymentSnapshot snapshot(long now) {
		Outage outage = this.rotation.outage(now);
		UsageWindow window = this.usage.at(now);
		double utilization = utilization(window, now);
		boolean out = outage != null && !outage.isOver(now) && outage.kind() != Outage.Kind.DRAIN;
		return new DeploymentSnapshot(this.deployment.name(), this.deployment.model(), this.deployment.priority(),
				state(outage, utilization, now), (outage != null) ? outage.reason() : null, utilization,
				this.server.tokens(window, now), this.limits.tokensPerMinute(), window.requests(),
				this.deployment.requestsPerMinute(), inFlight(),
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

	/** How willingly a deployment takes a request; the earlier, the better. */
	enum Readiness {

		/** In rotation, or due for its trial, with room in its window. */
		AVAILABLE,

		/** Its wait is over but for the jitter. */
		DUE,

		/** Its limit for the current window is used up. */
		SATURATED,

		/** Its trial is under way. */
		RECOVERING,

		/** Cooling down, quarantined or drained. */
		OUT

	}

}
