package dev.switchboard.simulation;

import java.util.Locale;

/**
 * Something the selection has to reach, and what it did reach.
 *
 * @param setting where
 * @param measure what is measured
 * @param limit what must not be exceeded, or fallen short of
 * @param measured what was measured
 * @param atMost whether the limit is an upper one
 */
record Goal(String setting, String measure, double limit, double measured, boolean atMost) {

	static Goal atMost(String setting, String measure, double limit, double measured) {
		return new Goal(setting, measure, limit, measured, true);
	}

	static Goal atLeast(String setting, String measure, double limit, double measured) {
		return new Goal(setting, measure, limit, measured, false);
	}

	boolean isReached() {
		return this.atMost ? this.measured <= this.limit : this.measured >= this.limit;
	}

	String row() {
		return String.format(Locale.ROOT, "| %s | %s | %s %.3f | %.3f | %s |", this.setting, this.measure,
				this.atMost ? "<=" : ">=", this.limit, this.measured, isReached() ? "yes" : "**no**");
	}

}
