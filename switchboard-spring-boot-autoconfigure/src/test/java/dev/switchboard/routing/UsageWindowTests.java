package dev.switchboard.routing;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsageWindowTests {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final SlidingUsage usage = new SlidingUsage(MINUTE, 0);

	@Test
	void requestSettlesInTheWindowItWasReservedIn() {
		UsageWindow first = this.usage.at(0);
		first.reserve(500, 0);
		for (int minute = 1; minute <= 5; minute++) {
			UsageWindow window = this.usage.at(minute * MINUTE);
			window.reserve(100, minute * MINUTE);
			window.settle(100, 100, minute * MINUTE);
			assertThat(window.requests()).isEqualTo(1);
			assertThat(window.admitted()).isEqualTo(minute + 1);
		}
		first.settle(500, 400, 0);
		assertThat(first.tokens()).isEqualTo(400);
		assertThat(this.usage.at(5 * MINUTE).tokens()).isEqualTo(100);
	}

	@Test
	void windowBeforeTheLastIsForgotten() {
		WeakReference<UsageWindow> first = new WeakReference<>(this.usage.at(0));
		for (int minute = 1; minute <= 2; minute++) {
			this.usage.at(minute * MINUTE).reserve(100, minute * MINUTE);
		}
		Garbage.assertCollected(first);
	}

	@Test
	void resetForgetsTheWindowBefore() {
		SlidingUsage endless = new SlidingUsage(0, 0);
		WeakReference<UsageWindow> before = new WeakReference<>(endless.at(0));
		endless.at(0).reserve(100, 0);
		endless.reset(1);
		Garbage.assertCollected(before);
		assertThat(endless.at(1).requests()).isZero();
		assertThat(endless.tokens(endless.at(1), 1)).isZero();
	}

	@Test
	void slidingUseCountsThePartOfTheWindowBeforeThatIsYoungerThanAWindow() {
		this.usage.at(0).reserve(600, 0);
		assertThat(this.usage.tokens(this.usage.at(MINUTE), MINUTE)).isEqualTo(600);
		assertThat(this.usage.tokens(this.usage.at(MINUTE), MINUTE + MINUTE / 4)).isEqualTo(450);
		assertThat(this.usage.tokens(this.usage.at(3 * MINUTE), 3 * MINUTE)).isZero();
	}

	@Test
	void windowThatBeginsAnewForgetsWhatWasUsedBefore() {
		UsageWindow window = this.usage.at(0);
		for (int second = 0; second < 50; second++) {
			window.reserve(10, second * SECOND);
		}
		window.beginAnew(20 * SECOND, 20 * SECOND + MINUTE);
		assertThat(window.tokens()).isEqualTo(300);
		assertThat(window.requests()).isEqualTo(30);
		window.settle(10, 1_000, 19 * SECOND);
		window.withdrawRequest(0);
		assertThat(window.tokens()).isEqualTo(300);
		assertThat(window.requests()).isEqualTo(30);
		window.settle(10, 0, 20 * SECOND);
		window.withdrawRequest(20 * SECOND);
		assertThat(window.tokens()).isEqualTo(290);
		assertThat(window.requests()).isEqualTo(29);
		assertThat(window.admitted()).isEqualTo(48);
		assertThat(this.usage.at(79 * SECOND)).isSameAs(window);
		assertThat(this.usage.at(80 * SECOND)).isNotSameAs(window);
	}

	@Test
	void windowMayBeginAnewAgain() {
		UsageWindow window = this.usage.at(0);
		long begin = 0;
		for (int second = 0; second < 300; second++) {
			window.reserve(10, second * SECOND);
			if (second % 50 == 49) {
				begin = (second - 5) * SECOND;
				window.beginAnew(begin, begin + MINUTE);
				assertThat(window.tokens()).isEqualTo(60);
				assertThat(window.requests()).isEqualTo(6);
			}
		}
		assertThat(window.begin()).isEqualTo(begin);
		assertThat(window.spent()).isEqualTo(3_000);
	}

}
