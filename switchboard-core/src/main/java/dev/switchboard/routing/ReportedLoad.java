package dev.switchboard.routing;

/**
 * How busy all clients keep a deployment, from what its service has reported lately.
 * Guarded by its {@link DeploymentState}.
 */
final class ReportedLoad {

	/** Nanoseconds after which a report counts 1/e. */
	private static final double MEMORY = 60e9;

	/** Nanoseconds for which a count of the service makes the load known. */
	private static final long KNOWN = 60_000_000_000L;

	/** What is used up when a request arrives is half of what will have been. */
	private static final double HALF_OVER = 2;

	private double mean;

	private double weight;

	private long last;

	private long counted = Long.MIN_VALUE / 2;

	/**
	 * Adds a count of the service.
	 * @param used the share of the limit that is used up
	 */
	void count(double used, long now) {
		add(used, now);
		this.counted = now;
	}

	/** Adds a refusal: whatever else is known, the limit was used up. */
	void refused(long now) {
		add(1, now);
	}

	private void add(double used, long now) {
		double before = weight(now);
		this.mean = (this.mean * before + HALF_OVER * used) / (before + 1);
		this.weight = before + 1;
		this.last = now;
	}

	/**
	 * The mean of the last reports.
	 * @return what is used in a minute, as a share of the limit
	 */
	double mean() {
		return this.mean;
	}

	/** How many reports the mean is of; older ones count less. */
	double weight(long now) {
		return (this.weight > 0) ? this.weight * StrictMath.exp((this.last - now) / MEMORY) : 0;
	}

	/** Whether the service says how busy it is. */
	boolean isKnown(long now) {
		return now - this.counted < KNOWN;
	}

}
