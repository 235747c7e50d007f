package dev.switchboard.routing;

/**
 * How fast a deployment may still be used so that its window is used up when it ends: the
 * share of its limit that is left, over the share of its window that is left. 1 is just
 * right; above, capacity is about to expire unused.
 */
final class Pace {

	private static final double SLOWEST = 0.05;

	private static final double FASTEST = 2;

	/** The last 3 s of a window count alike: they would let any remainder look large. */
	private static final double LEAST_LEFT = 0.05;

	private Pace() {
	}

	/**
	 * The pace of a deployment.
	 * @param state the deployment
	 * @param requestUtilization its request utilization
	 * @param estimatedTokens tokens of the request that looks for a place
	 * @param now the time
	 * @return the pace, from 0.05 to 2
	 */
	static double of(DeploymentState state, double requestUtilization, long estimatedTokens, long now) {
		double requests = FASTEST * (1 - requestUtilization);
		return Math.max(SLOWEST, Math.min(requests, byTokens(state, estimatedTokens, now)));
	}

	private static double byTokens(DeploymentState state, long estimatedTokens, long now) {
		double limit = state.limits().tokens();
		if (Double.isInfinite(limit)) {
			return 1;
		}
		ServerView server = state.server();
		if (!server.isRecent(now)) {
			return Math.min(1, 2 * (1 - state.usage().tokens(now) / limit));
		}
		UsageWindow window = state.usage().at(now);
		if (!server.isPhaseKnown()) {
			return 1.5 - server.tokens(window) / limit;
		}
		double left = Math.max(LEAST_LEFT, 1 - state.usage().elapsed(window, now));
		return Math.min(FASTEST, (1 - (server.expectedTokens(window, now) + estimatedTokens) / limit) / left);
	}

}
