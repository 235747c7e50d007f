package dev.switchboard.failover;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

	private final Deadline deadline = new Deadline(Duration.ofSeconds(2), this.nanos::get);

	@Test
	void countsDownOnAClockThatOverflows() {
		this.nanos.addAndGet(1_500_000_000);

		assertThat(this.deadline.remaining()).isEqualTo(Duration.ofMillis(500));
		assertThat(this.deadline.hasPassed()).isFalse();
	}

	@Test
	void timerMayFireAMillisecondEarly() {
		this.nanos.addAndGet(1_998_999_999);
		assertThat(this.deadline.hasPassed()).isFalse();

		this.nanos.addAndGet(1);
		assertThat(this.deadline.hasPassed()).isTrue();
	}

	@Test
	void isNegativeAfterwards() {
		this.nanos.addAndGet(3_000_000_000L);

		assertThat(this.deadline.remaining()).isEqualTo(Duration.ofSeconds(-1));
		assertThat(this.deadline.hasPassed()).isTrue();
	}

}
