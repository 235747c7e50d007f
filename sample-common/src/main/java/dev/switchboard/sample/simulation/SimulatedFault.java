package dev.switchboard.sample.simulation;

/**
 * What can be made wrong with a simulated deployment. Several faults may be on at once.
 */
public enum SimulatedFault {

	/** Every request is answered with 503. */
	DOWN,

	/** Every request is answered with 429 and a Retry-After of 10 s. */
	THROTTLED,

	/** Everything takes eight times as long. */
	SLOW,

	/** Streams lose their connection after a few words. */
	CUTTING

}
