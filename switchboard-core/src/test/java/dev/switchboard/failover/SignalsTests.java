package dev.switchboard.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Errors that Reactor would throw up the stack reach the subscriber all the same. */
class SignalsTests {

	static List<Throwable> throwables() {
		return List.of(new IllegalStateException(), new AssertionError(), new StackOverflowError(),
				new NoClassDefFoundError());
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void whatASourceThrowsIsAnErrorSignal(Throwable thrown) {
		assertSignals(thrown, Signals.of(() -> sneak(thrown)));
		assertSignals(thrown, Signals.defer(() -> sneak(thrown)));
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void whatASubscriptionThrowsIsAnErrorSignal(Throwable thrown) {
		Publisher<String> source = (subscriber) -> sneak(thrown);
		assertSignals(thrown, Flux.from((subscriber) -> Signals.subscribe(source, subscriber)));
		assertSignals(thrown, GuardedSubscriber.guard(Flux.from(source)));
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void throwingSubscriberCancelsAndGetsError(Throwable thrown) {
		Sinks.Many<String> source = Sinks.many().unicast().onBackpressureBuffer();
		List<String> seen = new ArrayList<>();
		AtomicReference<Throwable> error = new AtomicReference<>();
		GuardedSubscriber.guard(source.asFlux()).subscribe(new CoreSubscriber<>() {
			@Override
			public void onSubscribe(Subscription subscription) {
				subscription.request(Long.MAX_VALUE);
			}

			@Override
			public void onNext(String next) {
				seen.add(next);
				sneak(thrown);
			}

			@Override
			public void onError(Throwable failure) {
				error.set(failure);
				throw new IllegalStateException("this, too");
			}

			@Override
			public void onComplete() {
				seen.add("complete");
			}
		});

		source.tryEmitNext("first");

		assertThat(source.currentSubscriberCount()).as("cancelled").isZero();
		assertThat(seen).containsExactly("first");
		assertThat(root(error.get())).isSameAs(thrown);
		assertThat(Signals.isError(error.get())).isEqualTo(thrown instanceof Error);
	}

	@Test
	void satisfiedSubscriberGetsItsSignals() {
		List<Integer> seen = new ArrayList<>();
		BaseSubscriber<Integer> two = new BaseSubscriber<>() {
			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				subscription.request(2);
			}

			@Override
			protected void hookOnNext(Integer next) {
				seen.add(next);
			}
		};
		GuardedSubscriber.guard(Flux.just(1, 2, 3)).subscribe(two);
		assertThat(seen).containsExactly(1, 2);
		two.cancel();
		two.request(1);
		assertThat(seen).containsExactly(1, 2);
	}

	@Test
	void nothingIsHeardAfterTheEnd() {
		List<String> heard = new ArrayList<>();
		AtomicReference<CoreSubscriber<? super Integer>> inner = new AtomicReference<>();
		Flux<Integer> unruly = new Flux<>() {
			@Override
			public void subscribe(CoreSubscriber<? super Integer> subscriber) {
				subscriber.onSubscribe(Operators.emptySubscription());
				inner.set(subscriber);
			}
		};
		GuardedSubscriber.guard(unruly)
			.contextWrite((context) -> context.put("key", "value"))
			.subscribe((next) -> heard.add("next " + next), (error) -> heard.add("error"), () -> heard.add("complete"));
		assertThat(inner.get().currentContext().<String>get("key")).isEqualTo("value");
		inner.get().onNext(1);
		inner.get().onComplete();
		inner.get().onNext(2);
		inner.get().onError(new IllegalStateException());
		inner.get().onComplete();
		assertThat(heard).containsExactly("next 1", "complete");
	}

	private static void assertSignals(Throwable thrown, Flux<?> stream) {
		AtomicReference<Throwable> error = new AtomicReference<>();
		assertThat(catchThrowable(() -> stream.subscribe((next) -> {
		}, error::set))).isNull();
		assertThat(root(error.get())).isSameAs(thrown);
		assertThat(Signals.isError(error.get())).isEqualTo(thrown instanceof Error);
	}

	private static Throwable root(Throwable error) {
		return (error.getCause() != null) ? error.getCause() : error;
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> Flux<String> sneak(Throwable thrown) throws T {
		throw (T) thrown;
	}

}
