package dev.switchboard.routing;

/**
 * How fast a deployment may still be used so that its window is used up when it ends: the
 * share of its limit that is left, over the share of its window that is left. 1 is just
 * right; above, capacity is about to expire unused.
 */
final class Pace {

	private static final double SLOWEST = 0.05;

	private static final double FASTEST = 2;

	private Pace() {
	}

	/**
	 * The pace of a deployment.
	 * @param state the deployment
	 * @param window its current window
	 * @param requestUtilization its request utilization
	 * @param estimatedTokens tokens of the request that looks for a place
	 * @param now the time
	 * @return the pace, from 0.05 to 2
	 */
	static double of(DeploymentState state, UsageWindow window, double requestUtilization, long estimatedTokens,
			long now) {
		Double reported = state.server().pace(window, estimatedTokens, now);
		double byTokens = (reported != null) ? reported : byOwnSpend(state, window, now);
		double byRequests = FASTEST * (1 - requestUtilization);
		return Math.max(SLOWEST, Math.min(byTokens, byRequests));
	}

	private static double byOwnSpend(DeploymentState state, UsageWindow window, long now) {
		return Math.min(1, 2 * (1 - state.usage().tokens(window, now) / state.limits().tokens()));
	}

}
