package dev.switchboard.routing;

import java.util.Arrays;

/** Draws an index with the probability of its weight. Immutable. */
final class WeightedDraw {

	/** The sum of the weights up to each index, that index included. */
	private final double[] cumulative;

	WeightedDraw(double[] weights) {
		this.cumulative = weights.clone();
		Arrays.parallelPrefix(this.cumulative, Double::sum);
	}

	/**
	 * Draws an index.
	 * @param random from 0 up to, but not including, 1
	 */
	int draw(double random) {
		int found = Arrays.binarySearch(this.cumulative, random * this.cumulative[this.cumulative.length - 1]);
		// an index ends where the next one begins
		int index = (found >= 0) ? found + 1 : -found - 1;
		return Math.min(index, this.cumulative.length - 1);
	}

	double weight(int index) {
		return (index == 0) ? this.cumulative[0] : this.cumulative[index] - this.cumulative[index - 1];
	}

}
