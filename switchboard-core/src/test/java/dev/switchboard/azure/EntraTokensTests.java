package dev.switchboard.azure;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import dev.switchboard.connector.DeploymentSettings;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link EntraTokens}.
 */
@Timeout(60)
class EntraTokensTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Scheduler blocking = Schedulers.fromExecutorService(this.threads);

	private final AtomicInteger asked = new AtomicInteger();

	private Instant now = Instant.parse("2030-01-01T00:00:00Z");

	private final Clock clock = new Clock() {
		@Override
		public Instant instant() {
			return EntraTokensTests.this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}
	};

	@AfterEach
	void close() {
		this.blocking.dispose();
		this.threads.shutdownNow();
	}

	private EntraTokens tokens(TokenCredential credential) {
		return new EntraTokens(DeploymentSettings.TOKEN_SCOPE, () -> credential, this.blocking, this.clock);
	}

	private AccessToken token(int number, Duration validFor) {
		return new AccessToken("token-" + number, OffsetDateTime.ofInstant(this.now.plus(validFor), ZoneOffset.UTC));
	}

	private TokenCredential counting(Duration validFor) {
		return (context) -> Mono.just(token(this.asked.incrementAndGet(), validFor));
	}

	private static @Nullable String get(EntraTokens tokens) {
		return tokens.token().block(LONG);
	}

	@Test
	void keepATokenUntilShortlyBeforeItExpires() {
		EntraTokens tokens = tokens(counting(Duration.ofHours(1)));

		assertThat(get(tokens)).isEqualTo("token-1");
		this.now = this.now.plus(Duration.ofMinutes(54));
		assertThat(get(tokens)).isEqualTo("token-1");

		assertThat(this.asked).hasValue(1);
	}

	@Test
	void refreshATokenWhileRequestsGoOnWithTheOldOne() {
		CountDownLatch later = new CountDownLatch(1);
		EntraTokens tokens = tokens((context) -> Mono.fromCallable(() -> {
			int number = this.asked.incrementAndGet();
			if (number > 1) {
				later.await();
			}
			return token(number, Duration.ofHours(1));
		}));
		assertThat(get(tokens)).isEqualTo("token-1");

		this.now = this.now.plus(Duration.ofMinutes(56));
		assertThat(get(tokens)).isEqualTo("token-1");
		assertThat(get(tokens)).isEqualTo("token-1");
		later.countDown();

		Awaitility.await().untilAsserted(() -> assertThat(get(tokens)).isEqualTo("token-2"));
		assertThat(this.asked).hasValue(2);
	}

	@Test
	void keepAGoodTokenWhenItsRefreshFails() {
		EntraTokens tokens = tokens((context) -> (this.asked.incrementAndGet() == 1)
				? Mono.just(token(1, Duration.ofHours(1))) : Mono.error(new IOException("no route")));
		assertThat(get(tokens)).isEqualTo("token-1");

		this.now = this.now.plus(Duration.ofMinutes(56));
		assertThat(get(tokens)).isEqualTo("token-1");
		Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(2));
		assertThat(get(tokens)).isEqualTo("token-1");
		this.now = this.now.plus(Duration.ofMinutes(5));

		assertThat(catchThrowable(() -> get(tokens))).hasRootCauseInstanceOf(IOException.class);
	}

	@Test
	void askForAnExpiredTokenAgain() {
		EntraTokens tokens = tokens(counting(Duration.ofHours(1)));

		get(tokens);
		this.now = this.now.plus(Duration.ofHours(1));

		assertThat(get(tokens)).isEqualTo("token-2");
	}

	@Test
	void askOnceForAllWhoWait() {
		Sinks.One<AccessToken> answer = Sinks.one();
		EntraTokens tokens = tokens((context) -> {
			this.asked.incrementAndGet();
			return answer.asMono();
		});
		List<CompletableFuture<String>> waiting = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			waiting.add(tokens.token().toFuture());
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(1));

		answer.tryEmitValue(token(1, Duration.ofHours(1)));

		assertThat(waiting).allSatisfy((token) -> assertThat(token).succeedsWithin(LONG).isEqualTo("token-1"));
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void goOnForTheOthersWhenOneNoLongerWaits() {
		Sinks.One<AccessToken> answer = Sinks.one();
		EntraTokens tokens = tokens((context) -> {
			this.asked.incrementAndGet();
			return answer.asMono();
		});
		Disposable first = tokens.token().subscribe();
		CompletableFuture<String> second = tokens.token().toFuture();
		Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(1));

		first.dispose();
		answer.tryEmitValue(token(1, Duration.ofHours(1)));

		assertThat(second).succeedsWithin(LONG).isEqualTo("token-1");
	}

	@Test
	void asksAgainAfterAllWaitersLeft() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		EntraTokens tokens = tokens((context) -> {
			if (this.asked.incrementAndGet() > 1) {
				return Mono.just(token(2, Duration.ofHours(1)));
			}
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return Mono.never();
		});
		Disposable waiting = tokens.token().subscribe();
		Awaitility.await().untilAsserted(() -> assertThat(this.asked).hasValue(1));

		waiting.dispose();

		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(get(tokens)).isEqualTo("token-2");
	}

	static Stream<Arguments> failures() {
		return Stream.of(failing("throws", (context) -> {
			throw new IllegalStateException("broken");
		}), failing("throws an Error", (context) -> {
			throw new NoClassDefFoundError("com/example/Missing");
		}), failing("signals an Error", (context) -> Mono.error(new StackOverflowError())),
				failing("throws an Error on subscription", (context) -> Mono.fromCallable(() -> {
					throw new OutOfMemoryError("not really");
				})), failing("answers null", (context) -> nothing()),
				failing("answers nothing", (context) -> Mono.empty()));
	}

	private static Arguments failing(String name, TokenCredential credential) {
		return Arguments.of(name, credential);
	}

	@SuppressWarnings({ "NullAway", "DataFlowIssue" })
	private static <T> T nothing() {
		return null;
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("failures")
	void signalWhateverTheCredentialDoesAndAskAgain(String name, TokenCredential credential) {
		EntraTokens tokens = tokens((context) -> (this.asked.incrementAndGet() > 2)
				? Mono.just(token(3, Duration.ofHours(1))) : credential.getToken(context));

		for (int i = 0; i < 2; i++) {
			Throwable failure = catchThrowable(() -> get(tokens));
			assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessageNotContaining("Timeout");
		}

		assertThat(get(tokens)).isEqualTo("token-3");
	}

	@Test
	void endEmptyWhenThereIsNoCredential() {
		EntraTokens tokens = new EntraTokens(DeploymentSettings.TOKEN_SCOPE, () -> null, this.blocking, this.clock);

		assertThat(tokens.token().blockOptional(LONG)).isEmpty();
	}

	@Test
	void makeTheCredentialAgainWhenThatFailed() {
		EntraTokens tokens = new EntraTokens(DeploymentSettings.TOKEN_SCOPE, () -> {
			if (this.asked.incrementAndGet() == 1) {
				throw new IllegalStateException("not yet");
			}
			return (context) -> Mono.just(token(1, Duration.ofHours(1)));
		}, this.blocking, this.clock);

		assertThat(catchThrowable(() -> get(tokens))).hasMessageContaining("not yet");
		assertThat(get(tokens)).isEqualTo("token-1");
	}

}
