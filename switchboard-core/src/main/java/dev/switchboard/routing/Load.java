package dev.switchboard.routing;

/**
 * What decides between two deployments.
 *
 * @param isLimited whether a limit is known
 * @param inFlight requests under way
 * @param requestUtilization requests of the last ten seconds against what the service
 * admits in ten seconds; 1 is the limit
 * @param tokens tokens that this router used in the last window's length
 * @param pace how fast the deployment may still be used, see
 * {@link dev.switchboard.routing.server.ServerUsage#pace}
 * @param isShortOfRequests whether requests run out before the tokens do, or soon after:
 * hurrying to use up tokens would use up requests
 * @param room the pace or, where the service has not said how busy it is, what own use
 * leaves; from 1 on, capacity would be left unused
 * @param isReturning whether it was out a short time ago: what it got since says little
 */
record Load(boolean isLimited, int inFlight, double requestUtilization, double tokens, double pace,
		boolean isShortOfRequests, double room, boolean isReturning) {

	/**
	 * Returns the load of a snapshot, which does not tell the pace.
	 * @param byTokens whether tokens are compared, else requests take their place
	 */
	static Load of(DeploymentSnapshot snapshot, boolean byTokens) {
		boolean isLimited = snapshot.tokensPerMinute() > 0 || snapshot.requestsPerMinute() > 0;
		return new Load(isLimited, snapshot.inFlight(), 0, byTokens ? snapshot.tokens() : snapshot.requests(), 1, true,
				0, false);
	}

}
