package dev.switchboard.wire;

import java.util.concurrent.Callable;

import dev.switchboard.failover.Quietly;
import io.micrometer.context.ContextSnapshot;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/**
 * The context that is bound to the caller's thread, MDC included, for code that a
 * connector runs on another thread.
 *
 * @since 0.1.0
 */
public final class CallerContext {

	private static final ContextCarrier CARRIER = new ContextCarrier();

	private final Thread thread = Thread.currentThread();

	private final ContextSnapshot snapshot;

	private CallerContext(ContextSnapshot snapshot) {
		this.snapshot = snapshot;
	}

	/**
	 * Captures the context of the current thread.
	 * @return the context
	 */
	public static CallerContext capture() {
		return new CallerContext(CARRIER.capture(Context.empty()));
	}

	/**
	 * Wraps code so that it sees the context on whatever thread it runs.
	 * @param <T> what it returns
	 * @param code the code
	 * @return the code in its context
	 */
	public <T> Callable<T> wrap(Callable<T> code) {
		return () -> {
			try (Quietly.Scope scope = restore()) {
				return code.call();
			}
		};
	}

	/**
	 * Wraps a stream so that its subscription sees the context.
	 * @param <T> what it delivers
	 * @param stream the stream
	 * @return the stream in its context
	 */
	public <T> Flux<T> wrap(Publisher<T> stream) {
		return Flux.from((subscriber) -> {
			try (Quietly.Scope scope = restore()) {
				stream.subscribe(subscriber);
			}
		});
	}

	private Quietly.Scope restore() {
		if (Thread.currentThread() == this.thread) {
			// a second scope of the same observation would notify its handlers
			return () -> {
			};
		}
		return Quietly.closing(this.snapshot.setThreadLocals());
	}

}
