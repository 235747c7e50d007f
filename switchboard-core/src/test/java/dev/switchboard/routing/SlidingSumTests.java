package dev.switchboard.routing;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Sums over ten seconds. */
class SlidingSumTests {

	private static final long SECOND = 1_000_000_000L;

	/** Shortly before the clock overflows. */
	private static final long START = Long.MAX_VALUE - 15 * SECOND;

	private final SlidingSum sum = new SlidingSum(10 * SECOND, START);

	@Test
	void oldAmountsFadeOutAsTheSpanGoesOn() {
		add(5, 1);
		assertSum(5, 1);
		assertSum(5, 10);
		assertSum(4, 12);
		add(2, 12);
		assertSum(6, 12);
		assertSum(2, 20);
		assertSum(1, 25);
		assertSum(0, 30);
	}

	@Test
	void afterASilenceNothingIsLeft() {
		add(5, 1);
		add(1, 21);
		assertSum(1, 29);
		assertSum(0.5, 35);
	}

	@Test
	void anAmountIsTakenBackWhereItWasAdded() {
		add(3, 1);
		add(1, 12);
		add(-1, 1);
		assertSum(2, 15);
		add(-1, 12);
		assertSum(1, 15);
		add(-2, 1);
		assertSum(0, 15);
	}

	@Test
	void whatIsTooOldIsIgnored() {
		add(3, 1);
		assertSum(0, 31);
		add(-3, 1);
		assertSum(0, 31);
	}

	private void add(long amount, double second) {
		this.sum.add(amount, time(second));
	}

	private void assertSum(double expected, double second) {
		assertThat(this.sum.at(time(second))).isEqualTo(expected, within(1e-6));
	}

	private static long time(double second) {
		return START + Math.round(second * SECOND);
	}

}
