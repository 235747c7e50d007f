package dev.switchboard.routing;

import dev.switchboard.routing.server.OtherClientsRate;
import dev.switchboard.routing.server.ServerCount;
import dev.switchboard.routing.server.ServerUsage;
import dev.switchboard.routing.server.ServerUsage.OwnUse;
import org.jspecify.annotations.Nullable;

/**
 * The capacity that is left on one deployment: its limits, this router's use of them, and
 * what the service says about the use by all clients. Guarded by its
 * {@link DeploymentState}.
 */
final class Capacity {

	private static final long MINUTE = 60_000_000_000L;

	/**
	 * The difference between our window and the service's, up to which ours is not moved.
	 */
	private static final long TOLERANCE = 200_000_000L;

	private static final double SLOWEST = 0.05;

	private static final double FASTEST = 2;

	/** The last 3 s of a window are treated alike. */
	private static final double LEAST_LEFT = 0.05;

	private static final double TEN_SECONDS_PER_MINUTE = 6;

	private final long requestsPerMinute;

	private final Limits limits;

	private final OwnUsage own;

	/**
	 * The service's figures are per minute and cannot be compared with windows of another
	 * length.
	 */
	private final boolean countsInMinutes;

	private final ServerUsage server;

	private final ReportedLoad load = new ReportedLoad();

	Capacity(Deployment deployment, long window, OtherClientsRate others, long now) {
		this.requestsPerMinute = deployment.requestsPerMinute();
		this.limits = new Limits(deployment, window);
		this.own = new OwnUsage(window, now);
		this.countsInMinutes = window == MINUTE;
		this.server = this.countsInMinutes ? server(deployment, others) : ServerUsage.NONE;
	}

	private static ServerUsage server(Deployment deployment, OtherClientsRate others) {
		return deployment.refills() ? ServerUsage.ofRefillingLimit() : ServerUsage.ofWindows(others);
	}

	/**
	 * The token limit of a minute.
	 * @return tokens per 60 s, 0 when unlimited or unknown
	 */
	long tokensPerMinute() {
		return this.limits.tokensPerMinute();
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

	/**
	 * Returns the utilization: the larger share of the token and the request limit.
	 * @return the share; 1 is the limit
	 */
	double utilization(long now) {
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

	/**
	 * Tokens of the current window. Where the configured limit is a share of the
	 * deployment, own tokens: the share is ours alone.
	 */
	long tokens(long now) {
		UsageWindow window = window(now);
		Double reported = this.limits.areShare() ? null : this.server.tokens(ownUse(window), now);
		return (reported != null) ? reported.longValue() : window.tokens();
	}

	private OwnUse ownUse(UsageWindow window) {
		return new OwnUse(window.spent(), window.tokens(), this.limits.tokens(), window.end());
	}

	/**
	 * What counts when it is compared with another one.
	 * @param inFlight requests under way
	 * @param isReturning whether the deployment was out a short time ago
	 */
	Load load(int inFlight, boolean isReturning, long estimatedTokens, long now) {
		double requests = requests(now);
		Room room = room(estimatedTokens, now);
		double byRequests = FASTEST * (1 - requests);
		return new Load(this.limits.areKnown(), inFlight, requests, this.own.recentTokens(window(now), now),
				Math.max(SLOWEST, Math.min(room.pace(), byRequests)), this.limits.areShortOfRequests(estimatedTokens),
				Math.min(room.left(), byRequests), isReturning);
	}

	private double requests(long now) {
		return (this.requestsPerMinute > 0)
				? this.own.recentRequests(now) * TEN_SECONDS_PER_MINUTE / this.requestsPerMinute : 0;
	}

	/** How the deployment is doing. */
	Condition condition(ResponseTimes times, int inFlight, long now) {
		double ownLoad = Math.max(this.own.recentTokens(window(now), now) / this.limits.tokens(), requests(now));
		return new Condition(times.took(now), times.expected(now), times.count(now), inFlight, room(0, now).left(),
				ownLoad, this.load.mean(), this.load.weight(now), this.load.isKnown(now));
	}

	// may be negative: nothing is left
	double pace(long estimatedTokens, long now) {
		return room(estimatedTokens, now).pace();
	}

	private Room room(long estimatedTokens, long now) {
		UsageWindow window = window(now);
		Double pace = this.server.pace(ownUse(window), estimatedTokens, now);
		if (pace == null) {
			return new Room(FASTEST * (1 - this.own.recentTokens(window, now) / this.limits.tokens()), false);
		}
		if (!this.limits.areShare()) {
			return new Room(pace, true);
		}
		double left = Math.max(LEAST_LEFT, (double) (window.end() - now) / MINUTE);
		return new Room(Math.min(pace, (1 - (window.tokens() + estimatedTokens) / this.limits.tokens()) / left), true);
	}

	Reservation reserve(long tokens, long now) {
		return this.own.reserve(window(now), tokens, now);
	}

	void settle(Reservation reservation, long used) {
		this.own.settle(reservation, used);
	}

	void withdraw(Reservation reservation) {
		this.own.withdraw(reservation);
	}

	/**
	 * Takes into account what a response says about limits.
	 * @param reservation of the request
	 * @param report what the response says
	 * @return whether the token limit changed
	 */
	boolean hear(Reservation reservation, ServerReport report, long now) {
		if (!this.countsInMinutes) {
			return false;
		}
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
			this.load.count((double) (limit - remaining) / limit, now);
			this.server.heard(new ServerCount(limit - remaining, limit, reservation.spent() - refused,
					reservation.spentInWindow() - refused, reservation.window().start(), reservation.time(), now));
		}
		return changed;
	}

	/** Records that the service has refused a request because of a limit. */
	void refused(long now) {
		this.load.refused(now);
	}

	/** Sets the usage to zero. */
	void reset(long now) {
		this.own.reset(now);
		this.server.forget(now);
	}

	/**
	 * Returns when there is room again after the limits are used up.
	 * @return the nanoseconds until then, or {@code null} for never
	 */
	@Nullable Long roomIn(long now) {
		UsageWindow window = window(now);
		boolean ownLimit = window.requests() >= this.limits.requests()
				|| (this.limits.areShare() && window.tokens() >= this.limits.tokens());
		Long room = ownLimit ? null : this.server.roomIn(ownUse(window), now);
		return (room != null) ? room : this.own.remaining(now);
	}

	/**
	 * How much is left, and how far that is known.
	 *
	 * @param left the share of the limit that is left, over the share of the window that
	 * is; of a service that has reported nothing, what own use leaves
	 * @param isReported whether the service has reported its count
	 */
	private record Room(double left, boolean isReported) {

		/** Nothing is about to expire as far as anybody knows. */
		double pace() {
			return this.isReported ? this.left : Math.min(1, this.left);
		}

	}

}
