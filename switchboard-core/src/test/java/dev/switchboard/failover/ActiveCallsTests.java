package dev.switchboard.failover;

import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.SwitchboardClosedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ActiveCallsTests {

	private final ActiveCalls calls = new ActiveCalls();

	private final AtomicInteger idle = new AtomicInteger();

	@Test
	void isIdleAtOnceWhenNothingRuns() {
		this.calls.close(this.idle::incrementAndGet);

		assertThat(this.idle).hasValue(1);
	}

	@Test
	void isIdleWhenTheLastCallHasLeft() {
		this.calls.enter();
		this.calls.enter();
		this.calls.close(this.idle::incrementAndGet);
		this.calls.leave();
		assertThat(this.idle).hasValue(0);

		this.calls.leave();

		assertThat(this.idle).hasValue(1);
	}

	@Test
	void refusesCallsOnceClosedAndTellsIdleOnlyOnce() {
		this.calls.close(this.idle::incrementAndGet);

		assertThatExceptionOfType(SwitchboardClosedException.class).isThrownBy(this.calls::enter)
			.withMessageContaining("shutting down");
		assertThat(this.idle).hasValue(1);
	}

}
