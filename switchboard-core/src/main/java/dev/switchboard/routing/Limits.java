package dev.switchboard.routing;

/**
 * The limits of one deployment and model, as configured and as the server states them.
 * Guarded by its {@link DeploymentState}.
 */
final class Limits {

	private static final double MINUTE = 60e9;

	/**
	 * Tokens per request below which bursts use up the requests of a ten-second slice
	 * first.
	 */
	private static final double FEW_REQUESTS = 2;

	/** Length of a window in minutes; limits of a window without end are a minute's. */
	private final double minutes;

	private final long configuredTokens;

	private final double requests;

	private long tokensPerMinute;

	private long statedTokens;

	/**
	 * Creates the limits as configured.
	 * @param window length of a window in nanoseconds, or 0
	 */
	Limits(Deployment deployment, long window) {
		this.minutes = (window != 0) ? window / MINUTE : 1;
		this.configuredTokens = deployment.tokensPerMinute();
		this.requests = perWindow(deployment.requestsPerMinute());
		this.tokensPerMinute = this.configuredTokens;
	}

	private double perWindow(long perMinute) {
		return (perMinute > 0) ? perMinute * this.minutes : Double.POSITIVE_INFINITY;
	}

	/**
	 * The token limit of a window.
	 * @return tokens, infinite when unlimited or unknown
	 */
	double tokens() {
		return perWindow(this.tokensPerMinute);
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
	 * Whether requests of a size run into the request limit before the token limit, or
	 * not long after.
	 * @param tokens tokens of each request
	 * @return {@code true} when it has fewer than two requests for each one that its
	 * tokens would pay for
	 */
	boolean areShortOfRequests(long tokens) {
		return tokens * this.requests < FEW_REQUESTS * tokens();
	}

	/**
	 * The token limit of a minute.
	 * @return tokens per 60 s, 0 when unlimited or unknown
	 */
	long tokensPerMinute() {
		return this.tokensPerMinute;
	}

	/**
	 * What the whole deployment admits in a minute, for all of its clients.
	 * @return tokens per 60 s as last stated by the server, else as configured, or 0 when
	 * unlimited or unknown
	 */
	long tokensOfServer() {
		return (this.statedTokens > 0) ? this.statedTokens : this.configuredTokens;
	}

	/**
	 * Whether the configured limit is a share of a larger deployment: the use by others
	 * does not count against it.
	 * @return {@code true} when the server states a larger limit than the configured one
	 */
	boolean areShare() {
		return this.statedTokens > this.tokensPerMinute;
	}

	/**
	 * Learns a limit that is not configured, or one that is smaller than configured.
	 * @param stated tokens per 60 s as the server states them, positive
	 * @return whether the limit of this router changed
	 */
	boolean learn(long stated) {
		this.statedTokens = stated;
		long limit = (this.configuredTokens > 0) ? Math.min(this.configuredTokens, stated) : stated;
		boolean changed = limit != this.tokensPerMinute;
		this.tokensPerMinute = limit;
		return changed;
	}

}
