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

	/** Nanoseconds after which an answer counts 1/e. */
	private static final double MEMORY = 30e9;

	/** Nanoseconds without an answer after which the figure begins to be forgotten. */
	private static final double NEWS = 10e9;

	/**
	 * Nanoseconds in which all but 1/e of it is forgotten. Where it is as short as the
	 * memory, ten clients try slow deployments so often that p99 stays high.
	 */
	private static final double FORGETTING = 120e9;

	private double mean = Double.NaN;

	private double weight;

	private long last;

	/**
	 * Adds an answer.
	 * @param nanos how long it took
	 * @param completionTokens how long it was
	 */
	void add(long nanos, long completionTokens, long now) {
		double slowness = nanos / (FIRST_TOKEN + EACH_TOKEN * completionTokens);
		double before = (this.weight > 0) ? this.weight * Math.exp((this.last - now) / MEMORY) : 0;
		this.mean = (before > 0) ? (this.mean * before + slowness) / (before + 1) : slowness;
		this.weight = before + 1;
		this.last = now;
	}

	/**
	 * The mean of the last answers.
	 * @return a multiple of what is expected, or NaN before the first answer
	 */
	double slowness() {
		return this.mean;
	}

	/**
	 * How much of the mean is remembered: less and less without news, so that a slow
	 * deployment is tried again.
	 * @return from 1 down to 0
	 */
	double remembered(long now) {
		return (this.weight > 0) ? Math.min(1, Math.exp((this.last + NEWS - now) / FORGETTING)) : 0;
	}

}
