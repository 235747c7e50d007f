package dev.switchboard.routing;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class OwnUsageTests {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final OwnUsage usage = new OwnUsage(MINUTE, 0);

	private Reservation reserve(long tokens, long now) {
		return this.usage.reserve(this.usage.at(now), tokens, now);
	}

	private double recentTokens(long now) {
		return this.usage.recentTokens(this.usage.at(now), now);
	}

	@Test
	void requestSettlesInTheWindowOfItsReservation() {
		Reservation first = reserve(500, 0);
		for (int minute = 1; minute <= 5; minute++) {
			this.usage.settle(reserve(100, minute * MINUTE), 100);
			assertThat(this.usage.at(minute * MINUTE).requests()).isEqualTo(1);
		}
		this.usage.settle(first, 400);
		assertThat(first.window().tokens()).isEqualTo(400);
		assertThat(this.usage.at(5 * MINUTE).tokens()).isEqualTo(100);
	}

	@Test
	void spendIsCountedAcrossWindows() {
		Reservation late = reserve(500, 0);
		assertThat(reserve(100, MINUTE).spent()).isEqualTo(600);
		this.usage.settle(late, 0);
		assertThat(reserve(10, MINUTE).spent()).as("a window that is gone is not corrected").isEqualTo(610);
	}

	@Test
	void windowBeforeTheLastIsForgotten() {
		WeakReference<UsageWindow> first = new WeakReference<>(this.usage.at(0));
		for (int minute = 1; minute <= 2; minute++) {
			reserve(100, minute * MINUTE);
		}
		Garbage.assertCollected(first);
	}

	@Test
	void resetForgetsWhatWasUsed() {
		OwnUsage endless = new OwnUsage(0, 0);
		Reservation before = endless.reserve(endless.at(0), 100, 0);
		endless.reset(1);
		endless.settle(before, 50);
		assertThat(endless.at(1).requests()).isZero();
		assertThat(endless.at(1).tokens()).isZero();
		assertThat(endless.recentTokens(endless.at(1), 1)).isZero();
		assertThat(endless.recentRequests(1)).isZero();
		assertThat(endless.remaining(1)).isNull();
	}

	@Test
	void recentTokensSlideOverTheWindowBefore() {
		reserve(600, 0);
		assertThat(recentTokens(MINUTE)).isEqualTo(600);
		assertThat(recentTokens(MINUTE + MINUTE / 4)).isEqualTo(450);
		assertThat(recentTokens(3 * MINUTE)).isZero();
	}

	@Test
	void recentTokensCountAShortWindowWhole() {
		reserve(600, 0);
		this.usage.at(0).endAt(MINUTE / 4);
		assertThat(recentTokens(MINUTE / 4)).isEqualTo(600);
		assertThat(recentTokens(MINUTE)).isEqualTo(600);
		assertThat(recentTokens(MINUTE + MINUTE / 8)).isEqualTo(300);
	}

}
