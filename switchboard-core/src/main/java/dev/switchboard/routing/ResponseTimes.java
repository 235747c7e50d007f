package dev.switchboard.routing;

/**
 * How long a deployment has taken lately, as a multiple of what an answer of that length
 * is expected to take: a long answer is not a slow one. Guarded by its
 * {@link DeploymentState}.
 */
final class ResponseTimes {

	/** Nanoseconds that an answer is expected to take until its first token. */
	private static final double FIRST_TOKEN = 0.8e9;

	/** Nanoseconds that it is expected to take for every token. */
	private static final double EACH_TOKEN = 0.015e9;

	/**
	 * Nanoseconds that are added to both, so that a difference nobody feels decides
	 * nothing: the first request of a connection takes a few hundred milliseconds more.
	 */
	private static final double UNFELT = 0.5e9;

	/** Nanoseconds after which an answer counts 1/e. */
	private static final double MEMORY = 30e9;

	/** Nanoseconds without an answer after which the figure begins to be forgotten. */
	private static final double NEWS = 10e9;

	/**
	 * Nanoseconds in which all but 1/e of it is forgotten. Where it is as short as the
	 * memory, ten clients try slow deployments so often that p99 stays high.
	 */
	private static final double FORGETTING = 120e9;

	private double took;

	private double expected;

	private double count;

	private long last;

	/**
	 * Adds an answer.
	 * @param nanos how long it took
	 * @param completionTokens how long it was
	 */
	void add(long nanos, long completionTokens, long now) {
		double kept = (this.count > 0) ? StrictMath.exp((this.last - now) / MEMORY) : 0;
		this.took = this.took * kept + UNFELT + nanos;
		this.expected = this.expected * kept + UNFELT + FIRST_TOKEN + EACH_TOKEN * completionTokens;
		this.count = this.count * kept + 1;
		this.last = now;
	}

	/** What the last answers took, in nanoseconds; older ones count less. */
	double took(long now) {
		return this.took * remembered(now);
	}

	/** What they were expected to take. */
	double expected(long now) {
		return this.expected * remembered(now);
	}

	/** How many they are. */
	double count(long now) {
		return this.count * remembered(now);
	}

	// less and less without news, so that a slow deployment is tried again
	private double remembered(long now) {
		return Math.min(1, StrictMath.exp((this.last + NEWS - now) / FORGETTING));
	}

}
