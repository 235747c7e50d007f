package dev.switchboard.simulation;

/**
 * Something that happens to deployments or clients, from one point in time to another.
 *
 * @param kind what
 * @param deployment to which deployment, if to one
 * @param fromSecond begin
 * @param toSecond end
 */
record Weather(Kind kind, int deployment, int fromSecond, int toSecond) {

	boolean isOn(double second) {
		return second >= this.fromSecond && second < this.toSecond;
	}

	enum Kind {

		/** The deployment refuses connections. */
		DEAD,

		/** Responses take five times as long. */
		SLOW,

		/** Responses take ten times as long. */
		CRAWLING,

		/** The quota is cut in half. */
		HALVED,

		/** Ten more clients take part in the same traffic. */
		CROWDED,

		/** Load alternates between 20 % and 150 % of what it is, every 30 s. */
		BURSTS

	}

}
