package dev.switchboard.failover;

import java.util.function.Supplier;

import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

/**
 * Turns exceptions and errors into error signals. Reactor does so too, except for errors
 * that it considers fatal to the JVM: it throws a {@code StackOverflowError}, an
 * {@code OutOfMemoryError} or a {@code LinkageError} up the stack, where nobody catches
 * it, and the subscriber never gets a signal.
 */
public final class Signals {

	private Signals() {
	}

	/**
	 * Asks for a stream now.
	 * @param <T> the type of a signal
	 * @param source what supplies it, or throws
	 * @return the stream, or the error
	 */
	public static <T> Flux<T> of(Supplier<Flux<T>> source) {
		try {
			return source.get();
		}
		catch (Throwable ex) {
			return Flux.error(deliverable(ex));
		}
	}

	/**
	 * Asks for a stream on subscription.
	 * @param <T> the type of a signal
	 * @param source supplies the stream, or throws
	 * @return the stream
	 */
	public static <T> Flux<T> defer(Supplier<Flux<T>> source) {
		return Flux.defer(() -> of(source));
	}

	/**
	 * Subscribes; never throws.
	 * @param source the stream
	 * @param subscriber what receives the error, too, if the source throws one instead of
	 * signalling it
	 */
	static <T> void subscribe(Publisher<T> source, Subscriber<? super T> subscriber) {
		try {
			source.subscribe(subscriber);
		}
		catch (Throwable ex) {
			Operators.error(subscriber, deliverable(ex));
		}
	}

	/**
	 * Returns an error in a form that subscribers receive.
	 * @param error what was thrown
	 * @return the same, or an exception around it where Reactor would not pass it on
	 */
	public static Throwable deliverable(Throwable error) {
		return Exceptions.isFatal(error) ? new FatalErrorException(error) : error;
	}

	/**
	 * Returns whether this is an {@link Error}, wrapped by {@link #deliverable} or not.
	 */
	static boolean isError(Throwable failure) {
		return failure instanceof Error || failure instanceof FatalErrorException;
	}

	/** A fatal error on its way to a subscriber. */
	private static final class FatalErrorException extends RuntimeException {

		FatalErrorException(Throwable error) {
			super("The stream ended with " + error.getClass().getName(), error);
		}

	}

}
