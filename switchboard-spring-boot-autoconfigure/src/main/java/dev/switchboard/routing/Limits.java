package dev.switchboard.routing;

/**
 * The limits of one deployment and model, as configured and as the server states them.
 */
final class Limits {

	private static final double MINUTE = 60e9;

	/**
	 * With so many tokens per request to spare, bursts use up the requests of a slice.
	 */
	private static final double FEW_REQUESTS = 2;

	/** Length of a window in minutes; limits of a window without end are a minute's. */
	private final double minutes;

	private final long configuredTokens;

	private final double requests;

	private volatile long tokensPerMinute;

	private volatile double tokens;

	/** The limits in whole numbers, which are compared for every request. */
	private volatile long mostTokens;

	private final long mostRequests;

	private volatile double weight = 1;

	/**
	 * Creates the limits as configured.
	 * @param deployment the deployment
	 * @param window length of a window in nanoseconds, or 0
	 */
	Limits(Deployment deployment, long window) {
		this.minutes = (window != 0) ? window / MINUTE : 1;
		this.configuredTokens = deployment.tokensPerMinute();
		this.requests = perWindow(deployment.requestsPerMinute());
		this.mostRequests = (long) Math.ceil(this.requests);
		limitTokens(this.configuredTokens);
	}

	private void limitTokens(long perMinute) {
		this.tokensPerMinute = perMinute;
		this.tokens = perWindow(perMinute);
		this.mostTokens = (long) Math.ceil(this.tokens);
	}

	private double perWindow(long perMinute) {
		return (perMinute > 0) ? perMinute * this.minutes : Double.POSITIVE_INFINITY;
	}

	/**
	 * The token limit of a window.
	 * @return tokens, infinite when unlimited or unknown
	 */
	double tokens() {
		return this.tokens;
	}

	/**
	 * The request limit of a window.
	 * @return requests, infinite when unlimited
	 */
	double requests() {
		return this.requests;
	}

	/**
	 * Whether there is a limit to compare with others.
	 * @return {@code false} when both are unlimited or unknown
	 */
	boolean areKnown() {
		return this.tokensPerMinute > 0 || this.requests != Double.POSITIVE_INFINITY;
	}

	/**
	 * Whether a window is full.
	 * @param tokens tokens used in it
	 * @param requests requests made in it
	 * @return {@code true} when either limit is reached
	 */
	boolean areReached(long tokens, long requests) {
		return tokens >= this.mostTokens || requests >= this.mostRequests;
	}

	/**
	 * Whether requests of a size run into the request limit before the token limit, or
	 * not long after.
	 * @param tokens tokens of each request
	 * @return {@code true} when it has fewer than two requests for each one that its
	 * tokens would pay for
	 */
	boolean areShortOfRequests(long tokens) {
		return tokens * this.requests < FEW_REQUESTS * this.tokens;
	}

	/**
	 * What the deployment counts among those of its tier.
	 * @return its token limit, or what stands for it when that is unknown, see
	 * {@link Weights}
	 */
	double weight() {
		return this.weight;
	}

	void weigh(double weight) {
		this.weight = weight;
	}

	/**
	 * The token limit of a minute.
	 * @return tokens per 60 s, 0 when unlimited or unknown
	 */
	long tokensPerMinute() {
		return this.tokensPerMinute;
	}

	/**
	 * Learns a limit that is not configured, or one that is smaller than configured.
	 * @param stated tokens per 60 s as the server states them, positive
	 * @return whether the limit changed
	 */
	synchronized boolean learn(long stated) {
		long limit = (this.configuredTokens > 0) ? Math.min(this.configuredTokens, stated) : stated;
		if (limit == this.tokensPerMinute) {
			return false;
		}
		limitTokens(limit);
		return true;
	}

}
