package dev.switchboard.integration;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.switchboard.routing.DeploymentSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * The application's code at the other end of a stream may be wrong, too. That is not the
 * deployment's fault.
 */
@Timeout(120)
@Tag("slow")
class ThrowingSubscribersTests {

	static Stream<Supplier<Throwable>> throwables() {
		return Stream.of(() -> new IllegalStateException("thrown by the subscriber"),
				() -> new StackOverflowError("thrown by the subscriber"),
				() -> new NoClassDefFoundError("thrown by the subscriber"),
				() -> new AssertionError("thrown by the subscriber"));
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void whatAnOperatorThrowsComesBackAsAnError(Supplier<Throwable> throwable) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			for (int call = 1; call <= 6; call++) {
				Flux<ChatResponse> stream = upstreams.model.stream(new Prompt("Hi"))
					.doOnNext((chunk) -> sneak(throwable.get()));

				Throwable thrown = catchThrowable(() -> stream.collectList().toFuture().get(60, TimeUnit.SECONDS));

				assertThat(thrown).hasStackTraceContaining("thrown by the subscriber");
				assertThat(upstreams.requests()).isEqualTo(call);
			}
			assertNothingIsLeft(upstreams);
		}
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void whatASubscriberThrowsComesBackAsAnError(Supplier<Throwable> throwable) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			for (int call = 1; call <= 6; call++) {
				CompletableFuture<Throwable> heard = new CompletableFuture<>();
				upstreams.model.stream(new Prompt("Hi")).subscribe(new CoreSubscriber<>() {
					@Override
					public void onSubscribe(Subscription subscription) {
						subscription.request(Long.MAX_VALUE);
					}

					@Override
					public void onNext(ChatResponse chunk) {
						sneak(throwable.get());
					}

					@Override
					public void onError(Throwable error) {
						heard.complete(error);
					}

					@Override
					public void onComplete() {
						heard.completeExceptionally(new AssertionError("completed"));
					}
				});

				assertThat(heard.get(60, TimeUnit.SECONDS)).hasStackTraceContaining("thrown by the subscriber");
				assertThat(upstreams.requests()).isEqualTo(call);
			}
			assertNothingIsLeft(upstreams);
		}
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void throwingAtTheEndClosesTheStream(Supplier<Throwable> throwable) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			CountDownLatch completed = new CountDownLatch(1);
			upstreams.model.stream(new Prompt("Hi")).subscribe(new CoreSubscriber<>() {
				@Override
				public void onSubscribe(Subscription subscription) {
					subscription.request(Long.MAX_VALUE);
				}

				@Override
				public void onNext(ChatResponse chunk) {
				}

				@Override
				public void onError(Throwable error) {
				}

				@Override
				public void onComplete() {
					completed.countDown();
					sneak(throwable.get());
				}
			});

			assertThat(completed.await(60, TimeUnit.SECONDS)).isTrue();
			assertNothingIsLeft(upstreams);
		}
	}

	@Test
	void cancelInTheMiddleOfAChunkEndsTheStream() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			AtomicInteger chunks = new AtomicInteger();
			upstreams.model.stream(new Prompt("Hi")).subscribe(new CoreSubscriber<>() {

				private Subscription subscription;

				@Override
				public void onSubscribe(Subscription subscription) {
					this.subscription = subscription;
					subscription.request(Long.MAX_VALUE);
				}

				@Override
				public void onNext(ChatResponse chunk) {
					chunks.incrementAndGet();
					this.subscription.cancel();
				}

				@Override
				public void onError(Throwable error) {
					chunks.addAndGet(1000);
				}

				@Override
				public void onComplete() {
					chunks.addAndGet(1000);
				}
			});

			assertNothingIsLeft(upstreams);
			await().until(() -> chunks.get() > 0);
			assertThat(chunks).hasValue(1);
			assertThat(upstreams.requests()).isEqualTo(1);
		}
	}

	@Test
	void everySubscriptionIsAStreamOfItsOwn() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			Flux<ChatResponse> stream = upstreams.model.stream(new Prompt("Hi"));

			List<String> both = Flux.merge(text(stream), text(stream)).collectList().block();

			assertThat(both).containsExactly("from east", "from east");
			assertThat(upstreams.requests()).isEqualTo(2);
			assertNothingIsLeft(upstreams);
		}
	}

	private static Mono<String> text(Flux<ChatResponse> stream) {
		return stream.map((chunk) -> Objects.requireNonNullElse(chunk.getResult().getOutput().getText(), ""))
			.collect(Collectors.joining());
	}

	private static void assertNothingIsLeft(Upstreams upstreams) throws Exception {
		await().until(() -> upstreams.requests() > 0 && upstreams.inFlight() == 0);
		assertThat(upstreams.router.snapshots()).extracting(DeploymentSnapshot::state)
			.containsOnly(DeploymentSnapshot.State.AVAILABLE);
		CountDownLatch idle = new CountDownLatch(1);
		upstreams.failover.shutdown(idle::countDown);
		assertThat(idle.await(60, TimeUnit.SECONDS)).as("idle").isTrue();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable throwable) throws E {
		throw (E) throwable;
	}

}
