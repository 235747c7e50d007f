package dev.switchboard.routing;

import java.time.Duration;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.server.OtherClientsRate;
import dev.switchboard.routing.server.ServerCount;
import dev.switchboard.routing.server.ServerUsage;
import dev.switchboard.routing.server.ServerUsage.OwnUse;
import org.jspecify.annotations.Nullable;

/**
 * All that the router knows of one deployment and model, and the only one that changes
 * it: what a request does to a deployment from its reservation to its end happens here.
 * Its lock guards everything below it. Listeners and other deployments are called without
 * the lock.
 */
final class DeploymentState {

	private static final long MINUTE = 60_000_000_000L;

	/** How far windows may be off before they are moved. */
	private static final long TOLERANCE = 200_000_000L;

	private static final double SLOWEST = 0.05;

	private static final double FASTEST = 2;

	/** The last 3 s of a window count alike. */
	private static final double LEAST_LEFT = 0.05;

	private static final double TEN_SECONDS_PER_MINUTE = 6;

	private final Deployment deployment;

	private final RouterSettings settings;

	private final Ejector ejector;

	private final Runnable limitChanged;

	private final Limits limits;

	private final OwnUsage own;

	private final ServerUsage server;

	private final Rotation rotation;

	private final FailureStreak streak = new FailureStreak();

	private int inFlight;

	/**
	 * Creates the state of a deployment in rotation.
	 * @param deployment the deployment
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
		this.limits = new Limits(deployment, settings.window());
		this.own = new OwnUsage(settings.window(), settings.clock().getAsLong());
		this.server = server(others);
		this.rotation = new Rotation(Nanos.of(settings.cooldowns().standard()));
	}

	private ServerUsage server(OtherClientsRate others) {
		if (!countsInMinutes()) {
			return ServerUsage.NONE;
		}
		return this.deployment.refills() ? ServerUsage.ofRefillingLimit() : ServerUsage.ofWindows(others);
	}

	/**
	 * Whether this router counts in minutes. A service's figures are per minute: they
	 * mean nothing to windows of another length.
	 */
	private boolean countsInMinutes() {
		return this.settings.window() == MINUTE;
	}

	Deployment deployment() {
		return this.deployment;
	}

	/**
	 * The token limit of a minute.
	 * @return tokens per 60 s, 0 when unlimited or unknown
	 */
	synchronized long tokensPerMinute() {
		return this.limits.tokensPerMinute();
	}

	/**
	 * Whether it takes a request now, and how willingly.
	 * @param now the time
	 * @return the readiness
	 */
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
	 * @param now the time
	 * @return the outage, over or not, or {@code null} when nothing stands in the way
	 */
	synchronized @Nullable Outage outage(long now) {
		return this.rotation.outage(now);
	}

	// the current window: it, and with it those to come, ends with the service's
	UsageWindow window(long now) {
		UsageWindow window = this.own.at(now);
		Long end = this.server.windowEnd(now);
		if (end != null && window.end() - end > TOLERANCE) {
			window.endAt(end);
		}
		return window;
	}

	private boolean isSaturated(long now) {
		return utilization(now) >= 1;
	}

	private double utilization(long now) {
		UsageWindow window = window(now);
		double requests = window.requests() / this.limits.requests();
		double own = window.tokens() / this.limits.tokens();
		Double reported = this.server.tokens(ownUse(window), now);
		if (reported == null) {
			return Math.max(requests, own);
		}
		double tokens = reported / this.server.limit();
		return Math.max(requests, this.limits.areShare() ? Math.max(own, tokens) : tokens);
	}

	// where the configured limit is a share of the deployment, own tokens: it is ours
	private long tokens(long now) {
		UsageWindow window = window(now);
		Double reported = this.limits.areShare() ? null : this.server.tokens(ownUse(window), now);
		return (reported != null) ? reported.longValue() : window.tokens();
	}

	private OwnUse ownUse(UsageWindow window) {
		return new OwnUse(window.spent(), window.tokens(), this.limits.tokens(), window.end());
	}

	/**
	 * What counts when it is compared with another one.
	 * @param estimatedTokens tokens of the request
	 * @param now the time
	 * @return the load
	 */
	synchronized Load load(long estimatedTokens, long now) {
		long requestsPerMinute = this.deployment.requestsPerMinute();
		double requests = (requestsPerMinute > 0)
				? this.own.recentRequests(now) * TEN_SECONDS_PER_MINUTE / requestsPerMinute : 0;
		double pace = Math.min(pace(estimatedTokens, now), FASTEST * (1 - requests));
		return new Load(this.limits.areKnown(), this.inFlight, requests, this.own.recentTokens(window(now), now),
				Math.max(SLOWEST, pace), this.limits.areShortOfRequests(estimatedTokens));
	}

	// may be negative: nothing is left
	double pace(long estimatedTokens, long now) {
		UsageWindow window = window(now);
		Double pace = this.server.pace(ownUse(window), estimatedTokens, now);
		if (pace == null) {
			return Math.min(1, 2 * (1 - this.own.recentTokens(window(now), now) / this.limits.tokens()));
		}
		if (!this.limits.areShare()) {
			return pace;
		}
		double left = Math.max(LEAST_LEFT, (double) (window.end() - now) / MINUTE);
		return Math.min(pace, (1 - (window.tokens() + estimatedTokens) / this.limits.tokens()) / left);
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
		return new Lease(this, this.own.reserve(window(now), request.estimatedTokens(), now), readiness, trial,
				affinity);
	}

	/**
	 * The head of a response has arrived: a successful one opens the door for all, and
	 * every one tells what the service counts.
	 * @param lease the request
	 * @param report what it says
	 */
	void answered(Lease lease, ServerReport report) {
		long now = this.settings.clock().getAsLong();
		boolean opened;
		boolean changed;
		synchronized (this) {
			// a head is enough for a trial, but says little while everything fails
			opened = report.success() && this.rotation.answered(lease.reservation().time(), now, false);
			changed = countsInMinutes() && hear(lease.reservation(), report, now);
		}
		if (changed) {
			this.limitChanged.run();
		}
		if (opened) {
			this.settings.listener().freed(this.deployment.model());
		}
	}

	private boolean hear(Reservation reservation, ServerReport report, long now) {
		boolean changed = report.tokenLimit() > 0 && this.limits.learn(report.tokenLimit());
		long endsIn = (!report.success() && report.tokensResetIn() != null) ? Nanos.of(report.tokensResetIn()) : 0;
		if (endsIn > 0 && endsIn <= MINUTE) {
			this.server.windowEndsAt(now + endsIn);
		}
		long limit = (report.tokenLimit() >= 0) ? report.tokenLimit() : this.limits.tokensOfServer();
		long remaining = report.remainingTokens();
		if (limit > 0 && remaining >= 0 && remaining <= limit) {
			// a refused request is not in the service's count, and is given back
			long refused = report.success() ? 0 : reservation.tokens();
			this.server.heard(new ServerCount(limit - remaining, limit, reservation.spent() - refused,
					reservation.spentInWindow() - refused, reservation.window().start(), reservation.time(), now));
		}
		return changed;
	}

	/**
	 * A request succeeded completely.
	 * @param lease the request
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

	/**
	 * A request failed.
	 * @param lease the request
	 * @param failure how
	 */
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
			this.own.withdraw(reservation);
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

	/**
	 * The caller lost interest in a request. The reservation stays.
	 * @param lease the request
	 */
	void cancelled(Lease lease) {
		synchronized (this) {
			this.inFlight--;
			endTrial(lease);
		}
		this.settings.listener().freed(this.deployment.model());
	}

	private void settle(Reservation reservation, long used) {
		this.own.settle(reservation, used);
		this.inFlight--;
	}

	private void endTrial(Lease lease) {
		if (lease.isTrial()) {
			this.rotation.releaseTrial(lease.reservation().time());
		}
	}

	/**
	 * Takes it out of rotation after a fault, or keeps it out for longer.
	 * @param outage for how long
	 * @param since when the request was sent that failed
	 * @param now the time
	 * @return whether this began something new
	 */
	synchronized boolean eject(Outage outage, long since, long now) {
		return this.rotation.eject(outage, since, now);
	}

	/**
	 * Takes it out of rotation because a person said so.
	 * @param outage for how long
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

	/**
	 * Sets its usage to zero.
	 * @param now the time
	 */
	synchronized void resetUsage(long now) {
		this.own.reset(now);
		this.server.forget(now);
	}

	/**
	 * When it becomes available by itself.
	 * @param now the time
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
		Long room = roomIn(now);
		return (room != null) ? Math.max(rotation, room) : null;
	}

	private @Nullable Long roomIn(long now) {
		UsageWindow window = window(now);
		boolean ownLimit = window.requests() >= this.limits.requests()
				|| (this.limits.areShare() && window.tokens() >= this.limits.tokens());
		Long room = ownLimit ? null : this.server.roomIn(ownUse(window), now);
		return (room != null) ? room : this.own.remaining(now);
	}

	synchronized DeploymentSnapshot snapshot(long now) {
		Outage outage = this.rotation.outage(now);
		double utilization = utilization(now);
		boolean out = outage != null && !outage.isOver(now) && outage.kind() != Outage.Kind.DRAIN;
		return new DeploymentSnapshot(this.deployment.name(), this.deployment.model(), this.deployment.priority(),
				state(outage, utilization, now), (outage != null) ? outage.reason() : null, utilization, tokens(now),
				this.limits.tokensPerMinute(), window(now).requests(), this.deployment.requestsPerMinute(),
				this.inFlight, (outage != null && out) ? Duration.ofNanos(outage.until() - now) : Duration.ZERO,
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
