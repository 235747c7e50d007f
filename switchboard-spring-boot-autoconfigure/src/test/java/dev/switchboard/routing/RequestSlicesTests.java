package dev.switchboard.routing;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The requests of the last ten seconds, of sixty per minute: ten are all. */
class RequestSlicesTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long START = 3 * SECOND;

	private final UsageWindow window = UsageWindow.first(START, 3_600 * SECOND);

	private final RequestSlices slices = new RequestSlices(60, START);

	@Test
	void oldOnesFadeOutAsTheSliceGoesOn() {
		admit(5, 1);
		assertUtilization(0.5, 1);
		assertUtilization(0.5, 9.999_999);
		assertUtilization(0.5, 10);
		assertUtilization(0.4, 12);
		admit(2, 12);
		assertUtilization(0.6, 12);
		assertUtilization(0.2, 20);
		assertUtilization(0.1, 25);
		assertUtilization(0, 30);
	}

	@Test
	void afterASilenceNothingIsLeftOfThem() {
		admit(5, 1);
		admit(1, 21);
		assertUtilization(0.1, 29);
		assertUtilization(0.05, 35);
	}

	@Test
	void theyAreCountedUntilTheSliceAfterTheirsEnds() {
		admit(5, 1);
		assertUtilization(0.005, 19.9);
		admit(5, 41);
		assertUtilization(0.5, 49.9);
		assertUtilization(0.25, 55);
	}

	@Test
	void whereRequestsAreUnlimitedThereIsNothingToCount() {
		RequestSlices unlimited = new RequestSlices(0, START);
		unlimited.at(this.window, START);
		this.window.reserve(1, START);
		assertThat(unlimited.utilization(this.window, START)).isZero();
	}

	@Test
	void takenBackOnesAreNeverNegative() {
		admit(1, 1);
		assertUtilization(0.1, 10);
		this.window.withdrawRequest(time(1));
		assertUtilization(0, 15);
	}

	private void admit(int requests, double second) {
		for (int i = 0; i < requests; i++) {
			this.slices.at(this.window, time(second));
			this.window.reserve(1, time(second));
		}
	}

	private void assertUtilization(double expected, double second) {
		assertThat(this.slices.utilization(this.window, time(second))).isEqualTo(expected, within(1e-6));
	}

	private static long time(double second) {
		return START + Math.round(second * SECOND);
	}

}
