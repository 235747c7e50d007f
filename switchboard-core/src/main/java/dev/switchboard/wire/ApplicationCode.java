package dev.switchboard.wire;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;

/**
 * Runs code of the application, or of a library that it configures, as a step of an
 * exchange. Everything that the code throws becomes a signal: Reactor would rethrow some
 * {@link Error}s on a thread where nobody catches them.
 *
 * @since 0.1.0
 */
public final class ApplicationCode {

	private ApplicationCode() {
	}

	/**
	 * Runs code on subscription.
	 * @param <T> what it delivers
	 * @param name what it is called in an exception
	 * @param code the code; {@code null} from it means nothing
	 * @return what the code delivers; an {@link Error} is the cause of an
	 * {@link IllegalStateException}
	 */
	public static <T> Mono<T> step(String name, Callable<? extends @Nullable Mono<T>> code) {
		return Mono.create((sink) -> {
			try {
				Mono<T> result = code.call();
				if (result == null) {
					sink.success();
					return;
				}
				sink.onDispose(result.subscribe(sink::success, (failure) -> fail(sink, name, failure), sink::success,
						Context.of(sink.contextView())));
			}
			catch (Throwable ex) {
				fail(sink, name, ex);
			}
		});
	}

	private static void fail(MonoSink<?> sink, String name, Throwable failure) {
		sink.error((failure instanceof Error) ? new IllegalStateException(name + " failed: " + failure, failure)
				: failure);
	}

}
