package dev.switchboard.integration;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.wire.TransportFault;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The caller's deadline, in real time.
 */
@Timeout(60)
@Tag("slow")
class DeadlineTests {

	private static final Duration DEADLINE = Duration.ofSeconds(1);

	private static Upstreams.Builder upstreams() {
		return Upstreams.of(Provider.AZURE, "east", "west", "north")
			.realTime()
			.model((model) -> model.deadline(DEADLINE));
	}

	private static void hang(Upstreams upstreams) {
		for (String name : new String[] { "east", "west", "north" }) {
			upstreams.server(name).otherwise(Script.silence());
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void endsTheFirstAttemptOfHangingDeployments(Way way) throws Exception {
		try (Upstreams upstreams = upstreams().build()) {
			hang(upstreams);

			assertEndsAtTheDeadline(way, upstreams);

			assertThat(upstreams.requests()).isEqualTo(1);
			assertThat(upstreams.server("east").takeRequest().awaitAbandoned()).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void endsTheLastOfSeveralAttempts(Way way) throws Exception {
		Duration timeout = Duration.ofMillis(400);
		try (Upstreams upstreams = upstreams().timeout(timeout)
			.streamTimeouts(timeout, Duration.ofSeconds(30))
			.build()) {
			hang(upstreams);

			assertEndsAtTheDeadline(way, upstreams);

			assertThat(upstreams.requests()).isBetween(2, 3);
			assertThat(upstreams.requests("east")).isEqualTo(1);
		}
	}

	private static void assertEndsAtTheDeadline(Way way, Upstreams upstreams) {
		long start = System.nanoTime();

		Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));

		assertThat(thrown).isInstanceOf(DeadlineExceededException.class).hasMessageContaining("1000 ms");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(DEADLINE);
		assertThat(upstreams.inFlight()).isZero();
		assertThat(upstreams.router.snapshots())
			.allSatisfy((snapshot) -> assertThat(snapshot.state()).isEqualTo(State.AVAILABLE));
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void isNobodysFaultAndStartsNothing(Way way) throws Exception {
		try (Upstreams upstreams = upstreams().model((model) -> model.deadline(Duration.ofMillis(50))).build()) {
			hang(upstreams);

			for (int i = 0; i < 20; i++) {
				assertThat(catchThrowable(() -> way.ask(upstreams.model)))
					.isInstanceOf(DeadlineExceededException.class);
			}

			assertThat(upstreams.requests("west")).isZero();
			assertThat(upstreams.snapshot("east").state()).isEqualTo(State.AVAILABLE);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void hasTheLastErrorAsCause(Way way) throws Exception {
		try (Upstreams upstreams = upstreams().build()) {
			hang(upstreams);
			upstreams.server("east").enqueue(Script.json(500, ChatJson.error("500", "first")));

			Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));

			assertThat(thrown).isInstanceOf(DeadlineExceededException.class);
			// of the second attempt, or of the first when the deadline was faster
			assertThat(thrown.getCause()).isNotNull();
			assertThat(TransportFault.find(thrown, TimeoutException.class) != null
					|| thrown.getCause().getMessage().contains("first"))
				.isTrue();
		}
	}

}
