package dev.switchboard.failover;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Stands between a stream and the application's code that receives it. An exception from
 * that code does not reach the client, which would count it as a failure of the
 * deployment: it cancels the stream and comes back as an error signal. So does an
 * exception that a subscription throws instead of signalling it.
 *
 * @param <T> what the stream consists of
 */
public final class GuardedSubscriber<T> implements CoreSubscriber<T>, Subscription {

	private final CoreSubscriber<? super T> actual;

	private @Nullable Subscription upstream;

	private volatile boolean over;

	private GuardedSubscriber(CoreSubscriber<? super T> actual) {
		this.actual = actual;
	}

	public static <T> Flux<T> guard(Flux<T> stream) {
		return new Flux<>() {
			@Override
			public void subscribe(CoreSubscriber<? super T> actual) {
				GuardedSubscriber<T> guarded = new GuardedSubscriber<>(actual);
				try {
					stream.subscribe(guarded);
				}
				catch (Throwable ex) {
					guarded.fail(ex);
				}
			}
		};
	}

	@Override
	public Context currentContext() {
		return this.actual.currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		if (Operators.validate(this.upstream, subscription)) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
		}
	}

	@Override
	public void onNext(T next) {
		if (this.over) {
			return;
		}
		try {
			this.actual.onNext(next);
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	@Override
	public void onError(Throwable error) {
		if (!this.over) {
			this.over = true;
			Quietly.run(() -> this.actual.onError(error));
		}
	}

	@Override
	public void onComplete() {
		if (!this.over) {
			this.over = true;
			Quietly.run(this.actual::onComplete);
		}
	}

	private void fail(Throwable ex) {
		if (this.upstream == null) {
			this.over = true;
			Operators.error(this.actual, Signals.deliverable(ex));
			return;
		}
		this.upstream.cancel();
		onError(Signals.deliverable(ex));
	}

	@Override
	public void request(long n) {
		if (this.upstream != null) {
			this.upstream.request(n);
		}
	}

	@Override
	public void cancel() {
		this.over = true;
		if (this.upstream != null) {
			this.upstream.cancel();
		}
	}

}
