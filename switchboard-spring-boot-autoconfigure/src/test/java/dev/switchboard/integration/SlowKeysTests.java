package dev.switchboard.integration;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import com.azure.core.exception.HttpResponseException;
import dev.switchboard.DeadlineExceededException;
import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.routing.DeploymentSnapshot.State;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A provider of keys that does not answer for east: what is done for an attempt is under
 * its limit, and nobody is held up.
 */
@Timeout(120)
@Tag("slow")
class SlowKeysTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final CountDownLatch end = new CountDownLatch(1);

	private final AtomicInteger asked = new AtomicInteger();

	/** Does not hear an interrupt. */
	private final ApiKeyProvider deaf = (deployment) -> {
		if ("east".equals(deployment)) {
			this.asked.incrementAndGet();
			awaitUninterruptibly(this.end);
		}
		return "key";
	};

	@AfterEach
	void end() {
		this.end.countDown();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		while (true) {
			try {
				latch.await();
				return;
			}
			catch (InterruptedException ex) {
				// deaf
			}
		}
	}

	static Stream<Arguments> ways() {
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(Way.values()).map((way) -> Arguments.of(provider, way)));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void areLeftAtTheTimeout(Provider provider, Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west")
			.keys(this.deaf)
			.timeout(Duration.ofMillis(300))
			.build()) {
			assertThat(way.ask(upstreams.model).text()).isEqualTo("from west");

			assertThat(upstreams.requests("east")).isZero();
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("east").requests()).isZero();
			assertThat(upstreams.snapshot("east").tokens()).isZero();
			assertThat(upstreams.snapshot("east").state()).isEqualTo(State.AVAILABLE);
		}
	}

	@ParameterizedTest
	@MethodSource("ways")
	void areLeftAtTheDeadline(Provider provider, Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west")
			.keys(this.deaf)
			.realTime()
			.model((model) -> model.deadline(Duration.ofMillis(300)))
			.build()) {
			assertThat(catchThrowable(() -> way.ask(upstreams.model))).isInstanceOf(DeadlineExceededException.class);

			assertThat(upstreams.requests()).isZero();
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("east").requests()).isZero();
			assertThat(upstreams.snapshot("east").state()).isEqualTo(State.AVAILABLE);
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void areLeftByAnInterrupt(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").keys(this.deaf).build()) {
			AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
			AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
			Thread caller = new Thread(() -> {
				thrown.set(catchThrowable(() -> upstreams.model.call(new Prompt("Hi"))));
				flag.set(Thread.currentThread().isInterrupted());
			});
			caller.start();
			Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(1));

			caller.interrupt();
			caller.join(LONG.toMillis());

			assertThat(thrown.get()).isNotNull();
			assertThat(flag.get()).isTrue();
			assertThat(upstreams.requests()).isZero();
			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.snapshot("east").requests()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void areLeftByACancelAndNeverHoldUpTheSubscriber(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").keys(this.deaf).build()) {
			// returns although the provider is blocked
			Disposable stream = upstreams.model.stream(new Prompt("Hi")).subscribe();
			Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(1));

			stream.dispose();

			assertThat(upstreams.inFlight()).isZero();
			assertThat(upstreams.requests()).isZero();
			assertThat(upstreams.snapshot("east").requests()).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource("ways")
	void blameNobodyWhenTheyFail(Provider provider, Way way) throws Exception {
		for (Throwable failure : new Throwable[] { new IllegalStateException("Vault is sealed"),
				new NoClassDefFoundError("com/vault/Client"), new StackOverflowError(),
				new IllegalStateException(new TimeoutException("No answer from the vault")),
				new UncheckedIOException(new ConnectException("Vault refused")),
				new IllegalStateException(new InterruptedException()), new CancellationException("Vault is closed"),
				new HttpResponseException("No such secret", null) }) {
			try (Upstreams upstreams = Upstreams.of(provider, "east", "west").keys((deployment) -> {
				this.asked.incrementAndGet();
				if (failure instanceof Error error) {
					throw error;
				}
				throw (RuntimeException) failure;
			}).build()) {
				for (int i = 0; i < 6; i++) {
					this.asked.set(0);
					Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));

					assertThat((failure instanceof Error) ? thrown.getCause() : thrown).isSameAs(failure);
					assertThat(this.asked).as("asked for east alone").hasValue(1);
				}

				assertThat(upstreams.requests()).isZero();
				assertThat(upstreams.inFlight()).isZero();
				assertThat(upstreams.router.snapshots()).allSatisfy((snapshot) -> {
					assertThat(snapshot.state()).isEqualTo(State.AVAILABLE);
					assertThat(snapshot.requests()).isZero();
					assertThat(snapshot.tokens()).isZero();
				});
			}
		}
	}

}
