package dev.switchboard.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Stage;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Signal;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.channel.ChannelOperations;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Watches over an exchange and ends it when the caller cancels or time is up. A connector
 * puts the steps of its HTTP exchange under the watch; when the watch ends, they are
 * cancelled, which closes the connection.
 *
 * <p>
 * Time runs from the creation of the watch, over all steps (token, connection, request,
 * response), on a monotonic clock.
 *
 * @since 0.1.0
 */
public final class ExchangeWatch implements AutoCloseable {

	/**
	 * Key of the watch in Reactor's context, where {@link UpstreamConnections} finds it.
	 */
	public static final String KEY = ExchangeWatch.class.getName();

	/** How long the end of the body may follow the last chunk. */
	private static final Duration LINGER = Duration.ofSeconds(1);

	private final Exchange exchange;

	private final @Nullable Duration firstContent;

	private final Duration silence;

	private final AtomicReference<@Nullable Throwable> reason = new AtomicReference<>();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Sinks.Empty<Void> ended = Sinks.empty();

	private volatile @Nullable Credential credential;

	private final Disposable responseAlarm;

	private final Disposable.Swap contentAlarm = Disposables.swap();

	private final Disposable cancellation;

	private ExchangeWatch(Exchange exchange, @Nullable Duration firstContent, Duration silence) {
		this.exchange = exchange;
		this.firstContent = firstContent;
		this.silence = silence;
		this.responseAlarm = alarm(exchange.timeout(), "No response");
		awaitContent();
		this.cancellation = exchange.cancelled()
			.subscribe(null, null, () -> end(new CancellationException("The caller has cancelled")));
	}

	/**
	 * Watches a call: its complete response must be there within the exchange's timeout.
	 * @param exchange the attempt
	 * @return a running watch
	 */
	public static ExchangeWatch call(Exchange exchange) {
		return new ExchangeWatch(exchange, null, Duration.ZERO);
	}

	/**
	 * Watches a stream: its head must be there within the exchange's timeout, its first
	 * content within {@code first-chunk-timeout}, every further chunk
	 * {@code stream-idle-timeout} after the one before.
	 * @param exchange the attempt
	 * @param deployment the deployment
	 * @return a running watch
	 */
	public static ExchangeWatch stream(Exchange exchange, DeploymentSettings deployment) {
		return new ExchangeWatch(exchange, deployment.firstChunkTimeout(), deployment.streamIdleTimeout());
	}

	private void awaitContent() {
		if (this.firstContent != null) {
			this.contentAlarm.update(alarm(this.firstContent, "No content"));
		}
	}

	private Disposable alarm(Duration after, String missing) {
		String message = missing + " within " + after.toMillis() + " ms";
		return Schedulers.parallel()
			// to the nanosecond: at the end of a deadline it must not fire early
			.schedule(() -> end(new TimeoutException(message)), after.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void end(Throwable reason) {
		if (this.reason.compareAndSet(null, reason)) {
			this.ended.tryEmitEmpty();
		}
	}

	/**
	 * The attempt that is watched.
	 * @return the attempt
	 */
	public Exchange exchange() {
		return this.exchange;
	}

	/**
	 * Reports the progress of the attempt.
	 * @param stage the stage that begins
	 */
	public void enter(Stage stage) {
		this.exchange.entered(stage);
	}

	/**
	 * Gets the credential of the request, under the watch, and begins to write the
	 * request.
	 * @param source where the credential comes from; never empty
	 * @return completes when the request can be written
	 */
	public Mono<Void> authenticate(Mono<Credential> source) {
		return limit(source).doOnNext((obtained) -> {
			this.credential = obtained;
			enter(Stage.WRITING);
		}).then();
	}

	/**
	 * The credential of the request.
	 * @return the credential
	 */
	public Credential credential() {
		return Objects.requireNonNull(this.credential, "not authenticated");
	}

	/**
	 * Waits for a step that is under the watch. An interrupt ends the step and keeps the
	 * thread's flag.
	 * @param <T> the type of the result
	 * @param step the step of the exchange
	 * @return the result, or {@code null}
	 * @throws RuntimeException the step's exception, unchanged; a checked one is the
	 * cause
	 */
	public <T> @Nullable T await(Mono<T> step) {
		// as a value, because Reactor adds a suppressed exception to an error
		Signal<T> end = Objects.requireNonNull(step.materialize().contextWrite(DroppedSignals::unlogged).block());
		Throwable failure = end.getThrowable();
		if (failure != null) {
			throw unchecked(Exceptions.unwrap(failure));
		}
		return end.get();
	}

	private static RuntimeException unchecked(Throwable failure) {
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof RuntimeException runtime) {
			return runtime;
		}
		return (failure instanceof IOException io) ? new UncheckedIOException(io) : new RuntimeException(failure);
	}

	/**
	 * Puts the head of a response, or the body of a complete one, under the watch.
	 * @param <T> what it is
	 * @param step the step of the exchange
	 * @return the step, which is cancelled and fails with a {@link TimeoutException} or a
	 * {@link CancellationException} when the watch ends first
	 */
	public <T> Mono<T> limit(Mono<T> step) {
		// an error from the companion would not cancel
		// the step: it completes, and fails here
		return step.takeUntilOther(this.ended.asMono())
			.onErrorMap(this::reasonOr)
			// no handle: Reactor would open the scopes of observations around it
			.flatMap((value) -> ExchangeWatch.<T>error(this.reason).switchIfEmpty(Mono.just(value)))
			.switchIfEmpty(error(this.reason));
	}

	/**
	 * The connection is closed when the watch ends, and its signal may come first: an
	 * error, or a body that ends too early.
	 */
	private Throwable reasonOr(Throwable failure) {
		Throwable reason = this.reason.get();
		return (reason != null) ? reason : failure;
	}

	/**
	 * Puts the events of a stream under the watch, whose head has arrived.
	 * @param <T> what they are
	 * @param events the events; nothing that the service sends between them
	 * @param progress tells how far an event brings the stream
	 * @return the events, which are cancelled and fail with a {@link TimeoutException} or
	 * a {@link CancellationException} when the watch ends first
	 */
	<T> Flux<T> limit(Flux<T> events, Function<T, Progress> progress) {
		return events.doFirst(this.responseAlarm::dispose)
			.timeout(Mono.never(), (event) -> longestSilence(progress.apply(event)))
			.takeUntilOther(this.ended.asMono())
			.onErrorMap(this::reasonOr)
			.concatWith(error(this.reason));
	}

	private Mono<Object> longestSilence(Progress progress) {
		switch (progress) {
			case END -> {
				this.contentAlarm.dispose();
				return silence(LINGER);
			}
			case CONTENT -> this.contentAlarm.dispose();
			case THOUGHT -> awaitContent();
			default -> {
			}
		}
		return this.contentAlarm.isDisposed() ? silence(this.silence) : Mono.never();
	}

	/**
	 * Keeps a failure of a stream from the client library, to which the stream just ends:
	 * the library would lose the last chunk, and some log the failure.
	 * @param failure the failure, for {@link #deliver}
	 */
	public void fail(Throwable failure) {
		this.failure.compareAndSet(null, failure);
	}

	/**
	 * Completes the responses that a client library makes of a stream under this watch.
	 * @param responses the library's responses
	 * @return the responses, then the failure that was kept from the library; a cancel
	 * ends the exchange
	 */
	public Flux<ChatResponse> deliver(Flux<ChatResponse> responses) {
		return responses.concatWith(error(this.failure))
			.doFinally((signal) -> close())
			.contextWrite(DroppedSignals::unlogged);
	}

	/**
	 * Takes over the connection that the exchange runs on. A client library may drop a
	 * response that arrives just as the exchange ends; the part that it did not read is
	 * closed here.
	 * @param connection the connection, until its response is complete
	 */
	void hold(Connection connection) {
		// the connection forgets it when the response is complete
		Channel channel = connection.channel();
		ChannelOperations<?, ?> operations = Objects.requireNonNull(connection.as(ChannelOperations.class));
		this.ended.asMono().subscribe(null, null, () -> {
			try {
				channel.eventLoop().execute(() -> release(channel, operations));
			}
			catch (RejectedExecutionException ex) {
				// the connector is closed, and so are its connections
			}
		});
	}

	private static void release(Channel channel, ChannelOperations<?, ?> operations) {
		if (ChannelOperations.get(channel) == operations) {
			operations.dispose();
		}
		else if (!operations.isInboundDisposed()) {
			// The response is complete, but nobody has read it. Its connection is in the
			// pool again, perhaps in use by another exchange: reading leaves it open, a
			// cancel would close it.
			operations.receive().subscribe((buffer) -> {
			}, (ex) -> {
			});
		}
	}

	private Mono<Object> silence(Duration longest) {
		return Mono.delay(longest)
			.then(Mono.error(() -> new TimeoutException("No further chunk within " + longest.toMillis() + " ms")));
	}

	private static <T> Mono<T> error(AtomicReference<@Nullable Throwable> source) {
		return Mono.defer(() -> {
			Throwable error = source.get();
			return (error != null) ? Mono.error(error) : Mono.empty();
		});
	}

	/** Ends the exchange, if it is still running. */
	@Override
	public void close() {
		this.responseAlarm.dispose();
		this.contentAlarm.dispose();
		this.cancellation.dispose();
		this.ended.tryEmitEmpty();
	}

}
