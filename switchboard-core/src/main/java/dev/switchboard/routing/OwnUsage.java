package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * What this router uses of one deployment: tokens and requests of the current window, the
 * tokens of the last window's length, and the requests of the last ten seconds. Windows
 * begin and end when they are read, so no timer is needed. Guarded by its
 * {@link DeploymentState}.
 */
final class OwnUsage {

	private static final long TEN_SECONDS = 10_000_000_000L;

	/** Length of a window in nanoseconds; 0 is one window without end. */
	private final long length;

	private UsageWindow current;

	/** The previous window, if its use still counts. */
	private @Nullable UsageWindow previous;

	private SlidingSum recentRequests;

	OwnUsage(long length, long now) {
		this.length = length;
		this.current = new UsageWindow(now, now + length, 0);
		this.recentRequests = new SlidingSum(TEN_SECONDS, now);
	}

	/**
	 * The window at a point in time.
	 * @return the window, begun if the last one is over
	 */
	UsageWindow at(long now) {
		long late = now - this.current.end();
		if (this.length != 0 && late >= 0) {
			this.previous = (late < this.length) ? this.current : null;
			long start = this.current.end() + late / this.length * this.length;
			this.current = new UsageWindow(start, start + this.length, this.current.spent());
		}
		return this.current;
	}

	/**
	 * Reserves a request.
	 * @param tokens what it will probably use
	 */
	Reservation reserve(UsageWindow window, long tokens, long now) {
		window.add(tokens, 1);
		this.recentRequests.add(1, now);
		return new Reservation(window, tokens, window.spent(), window.tokens(), now);
	}

	/**
	 * Replaces a reservation by what was really used.
	 * @param used tokens that were used
	 */
	void settle(Reservation reservation, long used) {
		reservation.window().add(used - reservation.tokens(), 0);
	}

	/** Takes back a request that was never sent. */
	void withdraw(Reservation reservation) {
		reservation.window().add(0, -1);
		this.recentRequests.add(-1, reservation.time());
	}

	/**
	 * Tokens used within the last window's length: those of the current window, plus a
	 * share of the previous one, as if its use had been even. This is smoother than an
	 * exact sum, out of which a burst drops all at once.
	 */
	double recentTokens(UsageWindow window, long now) {
		UsageWindow previous = this.previous;
		if (previous == null) {
			return window.tokens();
		}
		double young = this.length - (now - window.start());
		double length = Math.max(1, window.start() - previous.start());
		return window.tokens() + previous.tokens() * Math.max(0, Math.min(1, young / length));
	}

	/**
	 * Requests of the last ten seconds: a service does not spread its requests per minute
	 * evenly but admits a sixth of them every ten seconds.
	 */
	double recentRequests(long now) {
		return this.recentRequests.at(now);
	}

	/** Sets the usage to zero; windows end when they would have ended. */
	void reset(long now) {
		UsageWindow window = at(now);
		this.current = new UsageWindow(window.start(), window.end(), window.spent());
		this.previous = null;
		this.recentRequests = new SlidingSum(TEN_SECONDS, now);
	}

	/**
	 * Returns when the current window ends.
	 * @return the nanoseconds until then, or {@code null} for never
	 */
	@Nullable Long remaining(long now) {
		return (this.length != 0) ? Long.valueOf(at(now).end() - now) : null;
	}

}
