package dev.switchboard.routing;

import org.jspecify.annotations.Nullable;

/**
 * The requests of the last ten seconds. A service does not spread its requests per minute
 * over the minute: it admits a sixth of them in every slice of ten seconds.
 */
final class RequestSlices {

	private static final long SLICE = 10_000_000_000L;

	private static final double SLICES_PER_MINUTE = 6;

	/** {@code null} when requests are unlimited: nothing is counted. */
	private final @Nullable SlidingUsage usage;

	/** What one request takes of a slice: a multiplication is cheaper than a division. */
	private final double share;

	RequestSlices(long requestsPerMinute, long now) {
		this.share = SLICES_PER_MINUTE / Math.max(1, requestsPerMinute);
		this.usage = (requestsPerMinute > 0) ? new SlidingUsage(SLICE, now) : null;
	}

	/**
	 * Counts a request.
	 * @param now the time
	 * @return the slice it was counted in, or {@code null} when requests are unlimited
	 */
	@Nullable UsageWindow add(long now) {
		if (this.usage == null) {
			return null;
		}
		UsageWindow slice = this.usage.at(now);
		slice.addRequests(1);
		return slice;
	}

	/**
	 * Requests of the last ten seconds against what a slice admits.
	 * @param now the time
	 * @return the share; 1 is the limit
	 */
	double utilization(long now) {
		return (this.usage != null) ? this.usage.requests(now) * this.share : 0;
	}

	void reset(long now) {
		if (this.usage != null) {
			this.usage.reset(now);
		}
	}

}
