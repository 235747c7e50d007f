package dev.switchboard.chat;

import java.util.concurrent.CompletableFuture;

import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

import org.springframework.ai.chat.model.ChatResponse;

/**
 * Runs a round as a stream. Reactor makes the attempts, before the first content only;
 * nothing here blocks.
 */
final class StreamedRound {

	private final Round round;

	private final ToolRunner tools;

	private final ContextSnapshot context;

	private final Scheduler scheduler;

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
	StreamedRound(Round round, ToolRunner tools, ContextSnapshot context, Scheduler scheduler) {
		this.round = round;
		this.tools = tools;
		this.context = context;
		this.scheduler = scheduler;
	}

	/** The chunks for the caller; those that ask for tools are not among them. */
	Flux<ChatResponse> chunks() {
		return Flux.defer(() -> admission().flatMapMany(this::begin))
			.retryWhen(Retry.from((failures) -> failures.map(Retry.RetrySignal::failure)
				.concatMap((failure) -> this.round.isFailingOver() ? Mono.just(failure) : Mono.error(failure))));
	}

	private Mono<Admission> admission() {
		CompletableFuture<Admission> admission;
		try (ContextSnapshot.Scope scope = this.context.setThreadLocals()) {
			admission = this.round.admit();
		}
		if (admission.isDone() && !admission.isCompletedExceptionally()) {
			return Mono.just(admission.join());
		}
		return Mono.create((sink) -> {
			sink.onCancel(() -> Admissions.withdraw(admission));
			// not on the thread of the request that made room
			admission.whenCompleteAsync((admitted, failure) -> {
				if (failure != null) {
					sink.error(this.round.notAdmitted(failure));
				}
				else {
					sink.success(admitted);
				}
			}, this.scheduler::schedule);
		});
	}

	private Flux<ChatResponse> begin(Admission admission) {
		try (ContextSnapshot.Scope scope = this.context.setThreadLocals()) {
			Attempt attempt = this.round.begin(admission);
			StreamGate gate = new StreamGate(this.round.call(), this.tools.isEnabled(this.round.prompt()));
			this.attempt = attempt;
			this.gate = gate;
			return exchange(attempt).concatMapDelayError((chunk) -> Flux.fromIterable(gate.next(chunk)))
				// the gate has seen every chunk by now, however slow the subscriber is
				.onErrorComplete((error) -> isComplete(attempt, gate, error))
				.concatWith(Flux.defer(() -> end(attempt, gate)))
				.doOnNext((chunk) -> this.round.call().delivered())
				.onErrorMap((error) -> this.round.failed(attempt, error, gate.hasContent()))
				.doOnCancel(attempt::cancel);
		}
	}

	/**
	 * Whether the answer was all there when the connection broke: behind the finish
	 * reason only the usage is missing.
	 */
	private static boolean isComplete(Attempt attempt, StreamGate gate, Throwable error) {
		Fault.Kind kind = attempt.fault(error).kind();
		return gate.isFinished() && (kind == Fault.Kind.RESET || kind == Fault.Kind.TIMEOUT);
	}

	private Flux<ChatResponse> exchange(Attempt attempt) {
		// deferred: what a client throws instead of
		// a stream is a failure of the attempt too
		Flux<ChatResponse> exchange = Flux.defer(() -> attempt.stream(this.round.prompt()));
		Observation observation = attempt.observation();
		return Flux.<ChatResponse>from((subscriber) -> {
			try (ContextSnapshot.Scope restored = this.context.setThreadLocals();
					Observation.Scope current = observation.openScope()) {
				exchange.subscribe(subscriber);
			}
		})
			.contextWrite((written) -> observation.isNoop() ? written
					: written.put(ObservationThreadLocalAccessor.KEY, observation));
	}

	private Flux<ChatResponse> end(Attempt attempt, StreamGate gate) {
		if (!gate.isFinished()) {
			return Flux.error(new IncompleteStreamException(attempt.lease().deployment().name(),
					this.round.call().deliveredChunks()));
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
		return Flux.fromIterable(gate.rest(false)).concatWithValues(this.round.call().last(asking));
	}

	/** The response that asks for tools, once the round is complete. */
	@Nullable ChatResponse toolCalls() {
		return this.toolCalls;
	}

	/**
	 * The deadline has come. Without content the attempt under way has failed by it, and
	 * the deployment is not to blame.
	 * @return whether the round is over
	 */
	boolean expire() {
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
	@Nullable DeadlineExceededException expiry() {
		return this.expiry;
	}

}
