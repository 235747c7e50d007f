package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The times of streams in a snapshot. */
class StreamTimesTests {

	private final VirtualClock clock = new VirtualClock();

	private final Router router = Routers.router(this.clock, List.of(Routers.deployment("east"))).build();

	@Test
	void areTimeToFirstContentAndTimePerTokenAfterIt() {
		stream(0.5, 2, 100);
		assertThat(snapshot().firstContent()).isEqualTo(Duration.ofMillis(500));
		assertThat(snapshot().perToken()).isEqualTo(Duration.ofMillis(20));
		stream(1.5, 1, 10);
		assertThat(snapshot().firstContent()).isBetween(Duration.ofMillis(1_000), Duration.ofMillis(1_050));
		assertThat(snapshot().perToken()).as("3 s for 110 tokens")
			.isBetween(Duration.ofMillis(27), Duration.ofMillis(29));
	}

	@Test
	void areUnknownWithoutStreams() {
		Lease call = Routers.lease(this.router);
		this.clock.advanceSeconds(3);
		call.complete(new TokenUsage(10, 10, 0));
		assertThat(snapshot().firstContent()).isNull();
		assertThat(snapshot().perToken()).isNull();
	}

	@Test
	void streamWithoutTokensHasNoTimePerToken() {
		stream(0.5, 1, 0);
		assertThat(snapshot().perToken()).isNull();
	}

	private void stream(double first, double rest, long tokens) {
		Lease lease = Routers.lease(this.router);
		this.clock.advanceSeconds(first);
		// the call may have waited, or tried another deployment before
		lease.firstContent(Duration.ofSeconds(30));
		this.clock.advanceSeconds(rest);
		lease.complete(new TokenUsage(10, tokens, 0));
	}

	private DeploymentSnapshot snapshot() {
		return this.router.snapshot("east", Routers.MODEL);
	}

}
