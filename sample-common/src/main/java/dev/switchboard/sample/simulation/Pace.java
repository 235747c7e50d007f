package dev.switchboard.sample.simulation;

import java.time.Duration;

/**
 * How fast a simulated deployment talks.
 *
 * @param firstWord the wait for the first word
 * @param eachWord the wait for each further one
 */
public record Pace(Duration firstWord, Duration eachWord) {

	/** Slow enough to watch, fast enough not to wait: about a second for an answer. */
	public static final Pace NATURAL = new Pace(Duration.ofMillis(180), Duration.ofMillis(25));

	private static final int SLOWNESS = 8;

	Pace slowed() {
		return new Pace(this.firstWord.multipliedBy(SLOWNESS), this.eachWord.multipliedBy(SLOWNESS));
	}

}
