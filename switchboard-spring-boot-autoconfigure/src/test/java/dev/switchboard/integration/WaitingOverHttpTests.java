package dev.switchboard.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.SwitchboardException;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * A hundred callers in the queue, in real time.
 */
@Timeout(60)
@Tag("slow")
class WaitingOverHttpTests {

	private static final int CALLERS = 100;

	@ParameterizedTest
	@EnumSource(Way.class)
	void everyoneIsServedInTheEnd(Way way) throws Exception {
		try (Upstreams upstreams = saturated().build(); Crowd crowd = new Crowd(CALLERS)) {
			List<Crowd.Result> results = crowd.make(CALLERS, (number) -> way.ask(upstreams.model));

			assertThat(results).hasSize(CALLERS).allSatisfy((result) -> assertThat(result.error()).isNull());
			assertThat(upstreams.requests()).isEqualTo(CALLERS);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void throttledDeploymentReturnsWithoutTrial(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east")
			.realTime()
			.onSaturation(OnSaturation.WAIT)
			.router((router) -> router.failoverBudget(1, 10_000))
			.failover((failover) -> failover.maxAttempts(100))
			.build(); Crowd crowd = new Crowd(CALLERS)) {
			Random random = new Random(7);
			upstreams.server("east")
				.otherwise((request) -> (random.nextInt(10) < 1)
						? Script.json(429, ChatJson.error("429", "busy")).header("retry-after-ms", "20")
						: (way == Way.CALL) ? Script.json(200, ChatJson.completion("from east"))
								: Upstreams.answerStream("east"));

			List<Crowd.Result> results = crowd.make(CALLERS, (number) -> way.ask(upstreams.model));

			assertThat(results).hasSize(CALLERS).allSatisfy((result) -> assertThat(result.error()).isNull());
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void onlyDeploymentsErrorIsRethrownAtOnce(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east")
			.realTime()
			.onSaturation(OnSaturation.WAIT)
			.build()) {
			upstreams.server("east").enqueue(Script.json(500, ChatJson.error("500", "passing")));

			assertThatException().isThrownBy(() -> way.ask(upstreams.model))
				.isNotInstanceOf(SwitchboardException.class);

			assertThat(way.ask(upstreams.model).text()).isEqualTo("from east");
			assertThat(upstreams.requests()).isEqualTo(2);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	/** Room for two estimates per window of 50 ms. */
	private static Upstreams.Builder saturated() {
		return Upstreams.of(Provider.AZURE, "east")
			.realTime()
			.onSaturation(OnSaturation.WAIT)
			.tokensPerMinute("east", 1200 * 2 * Upstreams.ESTIMATE)
			.router((router) -> router.window(Duration.ofMillis(50)));
	}

	@Test
	void nobodyWaitsForSomeoneWhoLeft() throws Exception {
		try (Upstreams upstreams = saturated().build()) {
			AtomicInteger answered = new AtomicInteger();
			AtomicInteger interrupted = new AtomicInteger();
			CountDownLatch begun = new CountDownLatch(CALLERS);
			List<Thread> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				callers.add(new Thread(() -> {
					begun.countDown();
					Crowd.Result result = Crowd.Result.of((number) -> Way.CALL.ask(upstreams.model), 0);
					if (result.isAnswered()) {
						answered.incrementAndGet();
					}
					else if (Thread.currentThread().isInterrupted()) {
						interrupted.incrementAndGet();
					}
				}, "caller-" + i));
			}
			callers.forEach(Thread::start);
			assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

			Random random = new Random(3);
			callers.stream().filter((caller) -> random.nextInt(3) == 0).forEach((caller) -> {
				// some wait, some are being answered, some have been
				caller.interrupt();
				Thread.yield();
			});

			for (Thread caller : callers) {
				caller.join(30_000);
				assertThat(caller.isAlive()).isFalse();
			}
			assertThat(answered.get() + interrupted.get()).as("answered or interrupted").isEqualTo(CALLERS);
			assertThat(answered).hasValueGreaterThan(CALLERS / 2);
			assertThat(upstreams.inFlight()).isZero();
			assertThat(Way.CALL.ask(upstreams.model).text()).isEqualTo("from east");
		}
	}

}
