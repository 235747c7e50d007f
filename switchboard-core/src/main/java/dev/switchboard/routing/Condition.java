package dev.switchboard.routing;

/**
 * How a deployment is doing at a moment.
 *
 * @param took nanoseconds that the last answers took; older ones count less
 * @param expected nanoseconds that they were expected to take
 * @param answers how many they are
 * @param inFlight requests under way
 * @param room the pace: from 1 on, capacity would be left unused
 * @param ownLoad what this router has used in the last minute, as a share of the limit
 * @param load what all clients use in a minute, as a share of the limit, as far as the
 * service has reported it
 * @param reports how many reports that is the mean of; older ones count less
 * @param isKnown whether the service says how busy it is
 */
record Condition(double took, double expected, double answers, int inFlight, double room, double ownLoad, double load,
		double reports, boolean isKnown) {

}
