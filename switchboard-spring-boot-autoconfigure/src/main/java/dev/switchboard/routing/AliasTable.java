package dev.switchboard.routing;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A table that draws an index with the probability of its weight, in constant time
 * however many there are (Walker's alias method). Immutable.
 */
final class AliasTable {

	/**
	 * Per column the share of its own index, as an unsigned 32-bit fraction, in the upper
	 * half, and the index that owns the rest in the lower half.
	 */
	private final long[] columns;

	AliasTable(double[] weights) {
		int size = weights.length;
		this.columns = new long[size];
		double total = 0;
		for (double weight : weights) {
			total += weight;
		}
		double[] share = new double[size];
		Deque<Integer> small = new ArrayDeque<>();
		Deque<Integer> large = new ArrayDeque<>();
		for (int i = 0; i < size; i++) {
			share[i] = weights[i] * size / total;
			((share[i] < 1) ? small : large).push(i);
		}
		while (!small.isEmpty() && !large.isEmpty()) {
			int poor = small.pop();
			int rich = large.pop();
			this.columns[poor] = column(share[poor], rich);
			share[rich] -= 1 - share[poor];
			((share[rich] < 1) ? small : large).push(rich);
		}
		// what is left is whole, but for rounding
		small.forEach((i) -> this.columns[i] = column(1, i));
		large.forEach((i) -> this.columns[i] = column(1, i));
	}

	private static long column(double share, int alias) {
		return (Math.min(0xFFFFFFFFL, (long) (share * 0x1p32)) << 32) | alias;
	}

	/**
	 * Draws an index.
	 * @param random 32 random bits
	 * @return the index
	 */
	int draw(int random) {
		long scaled = Integer.toUnsignedLong(random) * this.columns.length;
		int index = (int) (scaled >>> 32);
		long column = this.columns[index];
		// all ones below the share, else zero: nobody can predict a branch here
		int own = (int) (((scaled & 0xFFFFFFFFL) - (column >>> 32)) >> 63);
		return (index & own) | ((int) column & ~own);
	}

}
