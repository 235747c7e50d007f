package dev.switchboard.routing;

import java.lang.ref.WeakReference;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UsageWindowTests {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private final SlidingUsage usage = new SlidingUsage(MINUTE, 0);

	@Test
	void requestOfAnEarlierWindowStaysInFlightUntilItIsSettled() {
		UsageWindow first = this.usage.at(0);
		first.reserve(500);
		for (int minute = 1; minute <= 5; minute++) {
			UsageWindow window = this.usage.at(minute * MINUTE);
			window.reserve(100);
			window.settle(100, 100);
			assertThat(window.inFlight()).isEqualTo(1);
			assertThat(window.requests()).isEqualTo(1);
			assertThat(window.admitted()).isEqualTo(minute + 1);
		}
		first.settle(500, 400);
		assertThat(this.usage.at(5 * MINUTE).inFlight()).isZero();
		assertThat(first.tokens()).isEqualTo(400);
	}

	@Test
	void windowWithNothingInFlightIsForgotten() {
		WeakReference<UsageWindow> first = new WeakReference<>(this.usage.at(0));
		for (int minute = 1; minute <= 3; minute++) {
			this.usage.at(minute * MINUTE).reserve(100);
		}
		Garbage.assertCollected(first);
		assertThat(this.usage.at(3 * MINUTE).inFlight()).isEqualTo(3);
	}

	@Test
	void resetsKeepWhatIsInFlightAndNothingElse() {
		SlidingUsage endless = new SlidingUsage(0, 0);
		UsageWindow busy = endless.at(0);
		busy.reserve(100);
		endless.reset(1);
		WeakReference<UsageWindow> idle = new WeakReference<>(endless.at(1));
		endless.reset(2);
		endless.reset(3);
		Garbage.assertCollected(idle);
		assertThat(endless.at(3).inFlight()).isEqualTo(1);
		assertThat(endless.at(3).requests()).isZero();
		assertThat(endless.tokens(endless.at(3), 3)).isZero();
	}

	@Test
	void tokensAndRequestsInFlightDoNotTouchEachOther() {
		UsageWindow window = this.usage.at(0);
		long most = RouteRequest.countable(Long.MAX_VALUE);
		for (int i = 0; i < 4_000; i++) {
			window.reserve(most);
		}
		assertThat(window.inFlight()).isEqualTo(4_000);
		assertThat(window.tokens()).isEqualTo(4_000 * most);
		for (int i = 0; i < 4_000; i++) {
			window.settle(most, 0);
		}
		assertThat(window.inFlight()).isZero();
		assertThat(window.tokens()).isZero();
	}

}
