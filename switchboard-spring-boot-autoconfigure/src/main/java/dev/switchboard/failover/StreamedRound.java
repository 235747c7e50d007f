package dev.switchboard.failover;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.IncompleteStreamException;
import dev.switchboard.chat.StreamGate;
import dev.switchboard.chat.ToolRunner;
import dev.switchboard.connector.Fault;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Runs a round as a stream. Reactor makes the attempts, before the first content only;
 * nothing here blocks.
 */
public final class StreamedRound {

	private final Round round;

	private final ToolRunner tools;

	private final ContextSnapshot context;

	private final Scheduler scheduler;

	private final boolean runsTools;

	private volatile @Nullable Attempt attempt;

	private volatile @Nullable StreamGate gate;

	private volatile @Nullable DeadlineExceededException expiry;

	private volatile @Nullable ChatResponse toolCalls;

	/**
	 * Creates the stream of a round.
	 * @param round the round
	 * @param tools whether tool calls are for the switchboard and not for the caller
	 * @param context what to restore on the threads that attempts begin on
	 * @param scheduler where waiting requests go on
	 */
	public StreamedRound(Round round, ToolRunner tools, ContextSnapshot context, Scheduler scheduler) {
		this.round = round;
		this.tools = tools;
		this.context = context;
		this.scheduler = scheduler;
		this.runsTools = tools.isEnabled(round.prompt());
	}

	/** The chunks for the caller; those that ask for tools are not among them. */
	public Flux<ChatResponse> chunks() {
		return admission().flatMapMany((admission) -> Signals.of(() -> begin(admission)))
			.retryWhen(Retry.from((failures) -> failures.map(Retry.RetrySignal::failure)
				.concatMap((failure) -> (failure instanceof Failover) ? Mono.just(failure) : Mono.error(failure))));
	}

	private Mono<Admission> admission() {
		return Mono.create((sink) -> {
			CompletableFuture<Admission> admission = admit();
			// also when it is granted, but the subscriber has gone
			sink.onCancel(() -> Admissions.withdraw(admission));
			if (admission.isDone()) {
				signal(admission, sink);
			}
			else {
				// not on the thread of the request that made room
				admission.whenCompleteAsync((admitted, failure) -> signal(admission, sink), this.scheduler::schedule);
			}
		});
	}

	private CompletableFuture<Admission> admit() {
		try (Quietly.Scope restored = Quietly.closing(this.context.setThreadLocals())) {
			return this.round.admit();
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
			sink.error(Signals.deliverable(this.round.notAdmitted(failure)));
			return;
		}
		sink.success(admitted);
	}

	private Flux<ChatResponse> begin(Admission admission) {
		Attempt attempt = attempt(admission);
		StreamGate gate = new StreamGate(this.round.call(), this.runsTools);
		this.attempt = attempt;
		this.gate = gate;
		return exchange(attempt).concatMapDelayError((chunk) -> Flux.fromIterable(gate.next(chunk)))
			// the gate has seen every chunk by now, however slow the subscriber is
			.onErrorResume((error) -> failed(attempt, gate, error))
			.concatWith(Signals.defer(() -> end(attempt, gate)))
			// what is raised may be fatal: the retry below would swallow it
			.onErrorMap(Signals::deliverable)
			.doOnNext((chunk) -> this.round.call().delivered())
			.doOnCancel(attempt::cancel);
	}

	private Attempt attempt(Admission admission) {
		try (Quietly.Scope restored = Quietly.closing(this.context.setThreadLocals())) {
			return this.round.begin(admission);
		}
		catch (Throwable ex) {
			Admissions.giveBack(admission);
			throw ex;
		}
	}

	private Flux<ChatResponse> failed(Attempt attempt, StreamGate gate, Throwable error) {
		return Signals.of(() -> {
			DeadlineExceededException expired = this.expiry;
			if (expired != null) {
				// the deadline has ended the attempt, but its signal is not here yet
				return Flux.error(expired);
			}
			return isComplete(attempt, gate, error) ? Flux.empty()
					: Flux.error(this.round.failed(attempt, error, gate.hasContent()));
		});
	}

	/**
	 * Whether the answer was all there when the connection broke: behind the finish
	 * reason only the usage is missing.
	 */
	private static boolean isComplete(Attempt attempt, StreamGate gate, Throwable error) {
		if (attempt.hasEnded() || !gate.isComplete()) {
			return false;
		}
		Fault fault = Quietly.get(() -> attempt.fault(error));
		return fault != null && (fault.kind() == Fault.Kind.RESET || fault.kind() == Fault.Kind.TIMEOUT);
	}

	private Flux<ChatResponse> exchange(Attempt attempt) {
		// deferred: what a client throws instead of
		// a stream is a failure of the attempt too
		Flux<ChatResponse> exchange = Signals.defer(() -> attempt.stream(this.round.prompt()));
		Observation observation = attempt.observation();
		return Flux.<ChatResponse>from((subscriber) -> {
			try (Quietly.Scope restored = Quietly.closing(this.context.setThreadLocals());
					Quietly.Scope current = attempt.openScope()) {
				Signals.subscribe(exchange, subscriber);
			}
			catch (Throwable ex) {
				// a scope did not open: nothing has been sent
				attempt.abandon(ex, Failure.Retained.NOTHING);
				Operators.error(subscriber, Signals.deliverable(ex));
			}
		})
			.contextWrite((written) -> observation.isNoop() ? written
					: written.put(ObservationThreadLocalAccessor.KEY, observation));
	}

	private Flux<ChatResponse> end(Attempt attempt, StreamGate gate) {
		if (!gate.isFinished()) {
			IncompleteStreamException incomplete = new IncompleteStreamException(attempt.lease().deployment().name(),
					this.round.call().deliveredChunks());
			return Flux.error(this.round.failed(attempt, incomplete, gate.hasContent()));
		}
		this.round.succeeded(attempt, gate.usage());
		ChatResponse asking = gate.toolCalls();
		if (asking == null) {
			return Flux.fromIterable(gate.rest(true));
		}
		if (this.tools.isWanted(this.round.prompt(), asking)) {
			this.toolCalls = asking;
			return Flux.fromIterable(gate.rest(false));
		}
		return Flux.fromIterable(gate.rest(asking));
	}

	/** The response that asks for tools, once the round is complete. */
	public @Nullable ChatResponse toolCalls() {
		return this.toolCalls;
	}

	/**
	 * The deadline has come. Without content the attempt under way has failed by it, and
	 * the deployment is not to blame.
	 * @return whether the round is over
	 */
	public boolean expire() {
		StreamGate gate = this.gate;
		if (gate != null && gate.hasContent()) {
			return false;
		}
		DeadlineExceededException exceeded = this.round.deadlineExceeded(this.round.lastError());
		this.expiry = exceeded;
		Attempt attempt = this.attempt;
		if (attempt != null) {
			attempt.failed(Fault.of(Fault.Kind.TIMEOUT, exceeded),
					Failure.unmarked(FailureKind.TIMED_OUT, Failure.Retained.ALL));
		}
		return true;
	}

	/** Why the round is over, or {@code null} when it did not expire. */
	public @Nullable DeadlineExceededException expiry() {
		return this.expiry;
	}

}
