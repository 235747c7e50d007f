package dev.switchboard.routing;

/**
 * How a deployment is doing at a moment.
 *
 * @param slowness how long answers have taken lately, as a multiple of what is expected;
 * NaN before the first answer
 * @param remembered how much of the slowness is remembered, from 1 down to 0
 * @param inFlight requests under way
 * @param room the pace: from 1 on, capacity would be left unused
 * @param ownLoad what this router has used in the last minute, as a share of the limit
 * @param load what all clients use in a minute, as a share of the limit, as far as the
 * service has reported it
 * @param reports how many reports that is the mean of; older ones count less
 * @param isKnown whether the service says how busy it is
 */
record Condition(double slowness, double remembered, int inFlight, double room, double ownLoad, double load,
		double reports, boolean isKnown) {

}
