package dev.switchboard.failover;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.IncompleteStreamException;
import dev.switchboard.connector.Fault;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Failure;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;

/**
 * One subscription to a streamed round: its attempts, one after another, and its
 * deadline.
 *
 * @param <R> the type of a chunk
 */
final class StreamedRound<R> {

	private final Round round;

	private final Attempts attempts;

	private final Function<Attempt, StreamedAnswer<R>> open;

	private final Supplier<Quietly.Scope> callersContext;

	private final Scheduler scheduler;

	private volatile @Nullable StreamedAnswer<R> answer;

	private volatile @Nullable DeadlineExceededException expiry;

	private volatile boolean again;

	StreamedRound(Round round, Attempts attempts, Function<Attempt, StreamedAnswer<R>> open,
			Supplier<Quietly.Scope> callersContext, Scheduler scheduler) {
		this.round = round;
		this.attempts = attempts;
		this.open = open;
		this.callersContext = callersContext;
		this.scheduler = scheduler;
	}

	Flux<R> run() {
		Flux<R> chunks = admission().flatMapMany((admission) -> Signals.of(() -> attempt(admission)))
			.repeat(() -> this.again)
			// the attempt's stream hears of a cancel only once it has called onSubscribe
			.doOnCancel(this.attempts::cancel);
		// the deadline is a value: an error would not cancel the attempt under way
		return !this.round.bounded() ? chunks : chunks.takeUntilOther(deadline())
			.concatWith(Mono.defer(() -> Mono.justOrEmpty(this.expiry).flatMap(Mono::error)));
	}

	private Mono<Boolean> deadline() {
		return Mono.delay(this.round.deadline().remaining(), this.scheduler)
			.flatMap((tick) -> expire() ? Mono.just(true) : Mono.never());
	}

	private boolean expire() {
		StreamedAnswer<R> answer = this.answer;
		if (answer != null && answer.hasContent()) {
			return false;
		}
		DeadlineExceededException exceeded = this.attempts.deadlineExceeded();
		// first, because the attempt's own signal may be on its way
		this.expiry = exceeded;
		this.attempts.expire(exceeded);
		return true;
	}

	private Mono<Admission> admission() {
		return Mono.create((sink) -> {
			this.again = false;
			CompletableFuture<Admission> admission = admit();
			// also when it is granted, but the subscriber has gone
			sink.onCancel(() -> Admissions.withdraw(admission));
			if (admission.isDone()) {
				signal(admission, sink);
			}
			else {
				// not on the thread of the request that made room
				admission.whenCompleteAsync((admitted, failure) -> signal(admission, sink), this::schedule);
			}
		});
	}

	private void schedule(Runnable task) {
		try {
			this.scheduler.schedule(task);
		}
		catch (RejectedExecutionException ex) {
			// the scheduler was shut down: better here than never
			task.run();
		}
	}

	private CompletableFuture<Admission> admit() {
		try (Quietly.Scope restored = this.callersContext.get()) {
			return this.attempts.admit();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private void signal(CompletableFuture<Admission> admission, MonoSink<Admission> sink) {
		Admission admitted;
		try {
			admitted = admission.join();
		}
		catch (CancellationException ex) {
			// withdrawn
			return;
		}
		catch (CompletionException ex) {
			Throwable failure = (ex.getCause() != null) ? ex.getCause() : ex;
			sink.error(Signals.deliverable(this.attempts.notAdmitted(failure)));
			return;
		}
		sink.success(admitted);
	}

	private Flux<R> attempt(Admission admission) {
		Attempt attempt = begin(admission);
		StreamedAnswer<R> answer = this.open.apply(attempt);
		this.answer = answer;
		return exchange(attempt, answer).map((chunk) -> next(attempt, answer, chunk))
			.concatMapDelayError(Flux::fromIterable)
			// the answer has seen every chunk by now, however slow the subscriber is
			.onErrorResume((error) -> Signals.of(() -> broken(attempt, answer, error)))
			.concatWith(Signals.defer(() -> ended(attempt, answer)))
			.onErrorMap(Signals::deliverable)
			.doOnCancel(attempt::cancel);
	}

	private List<R> next(Attempt attempt, StreamedAnswer<R> answer, R chunk) {
		List<R> delivered = answer.next(chunk);
		if (answer.hasContent()) {
			attempt.contentArrived(this.round.deadline().elapsed());
		}
		return delivered;
	}

	private Attempt begin(Admission admission) {
		try (Quietly.Scope restored = this.callersContext.get()) {
			return this.attempts.begin(admission);
		}
		catch (Throwable ex) {
			Admissions.giveBack(admission);
			throw ex;
		}
	}

	private Flux<R> exchange(Attempt attempt, StreamedAnswer<R> answer) {
		// deferred: what a client throws instead of a stream is a failure of the attempt
		Flux<R> exchange = Signals.defer(answer::exchange);
		return Flux.<R>from((subscriber) -> {
			try (Quietly.Scope restored = this.callersContext.get(); Quietly.Scope current = attempt.openScope()) {
				Signals.subscribe(exchange, subscriber);
			}
			catch (Throwable ex) {
				// a scope did not open: nothing has been sent
				attempt.abandon(ex, Failure.Retained.NOTHING);
				Operators.error(subscriber, Signals.deliverable(ex));
			}
		}).contextWrite(attempt.observer()::writeTo);
	}

	private Flux<R> broken(Attempt attempt, StreamedAnswer<R> answer, Throwable error) {
		DeadlineExceededException expired = this.expiry;
		if (expired != null) {
			// the deadline has ended the attempt, but its signal is not here yet
			return Flux.error(expired);
		}
		return isComplete(attempt, answer, error) ? Flux.empty() : failed(attempt, answer, error);
	}

	/**
	 * Whether the answer was complete when the connection broke: behind the finish reason
	 * only the usage is missing.
	 */
	private boolean isComplete(Attempt attempt, StreamedAnswer<R> answer, Throwable error) {
		if (attempt.hasEnded() || !answer.isComplete()) {
			return false;
		}
		Fault fault = Quietly.get(() -> attempt.fault(error));
		return fault != null && (fault.kind() == Fault.Kind.RESET || fault.kind() == Fault.Kind.TIMEOUT);
	}

	private Flux<R> failed(Attempt attempt, StreamedAnswer<R> answer, Throwable error) {
		Next<R> next = this.attempts.failed(attempt, error, answer.hasContent());
		if (next instanceof Next.GiveUp<R> giveUp) {
			return Flux.error(giveUp.error());
		}
		this.again = true;
		return Flux.empty();
	}

	private Flux<R> ended(Attempt attempt, StreamedAnswer<R> answer) {
		if (this.again || attempt.hasEnded()) {
			// the next attempt, the deadline or the caller has taken over
			return Flux.empty();
		}
		if (!answer.isFinished()) {
			return failed(attempt, answer,
					new IncompleteStreamException(attempt.deployment().name(), answer.delivered()));
		}
		attempt.succeeded(answer.usage());
		return Flux.fromIterable(answer.rest());
	}

}
