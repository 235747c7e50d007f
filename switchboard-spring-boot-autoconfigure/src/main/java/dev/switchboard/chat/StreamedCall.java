package dev.switchboard.chat;

import java.util.function.Supplier;

import dev.switchboard.failover.Deadline;
import dev.switchboard.failover.Round;
import dev.switchboard.failover.Signals;
import dev.switchboard.failover.StreamedRound;
import dev.switchboard.failover.Upstream;
import io.micrometer.context.ContextSnapshot;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolExecutionResult;

/**
 * One subscription to a stream: rounds, and the tools between them.
 */
final class StreamedCall {

	private final Upstream upstream;

	private final ChatCall call;

	private final ToolRunner tools;

	private final Supplier<Deadline> deadlines;

	private final ContextSnapshot context;

	private final Scheduler scheduler;

	StreamedCall(Upstream upstream, ChatCall call, ToolRunner tools, Supplier<Deadline> deadlines,
			ContextSnapshot context, Scheduler scheduler) {
		this.upstream = upstream;
		this.call = call;
		this.tools = tools;
		this.deadlines = deadlines;
		this.context = context;
		this.scheduler = scheduler;
	}

	Flux<ChatResponse> run(Prompt prompt) {
		StreamedRound first = streamed(new Round(this.upstream, this.call, prompt, this.call.deadline(), true));
		return first.chunks().takeUntilOther(deadline(first)).concatWith(Signals.defer(() -> next(prompt, first)));
	}

	/**
	 * The caller has seen something by now: the deadline no longer bounds the attempts.
	 */
	private Flux<ChatResponse> runNext(Prompt prompt) {
		StreamedRound round = streamed(new Round(this.upstream, this.call, prompt, this.deadlines.get(), false));
		return round.chunks().concatWith(Signals.defer(() -> next(prompt, round)));
	}

	private StreamedRound streamed(Round round) {
		return new StreamedRound(round, this.tools, this.context, this.scheduler);
	}

	/** Ends the round, by a value: an error would not cancel the attempt under way. */
	private Mono<Boolean> deadline(StreamedRound round) {
		return Mono.delay(this.call.deadline().remaining(), this.scheduler)
			.flatMap((tick) -> round.expire() ? Mono.just(true) : Mono.never());
	}

	private Flux<ChatResponse> next(Prompt prompt, StreamedRound round) {
		if (round.expiry() != null) {
			return Flux.error(round.expiry());
		}
		ChatResponse asking = round.toolCalls();
		if (asking == null) {
			return Flux.empty();
		}
		return Flux
			.deferContextual((reactorContext) -> Signals
				.defer(() -> Flux.just(this.tools.run(this.call, prompt, asking, this.context, reactorContext)))
				.subscribeOn(Schedulers.boundedElastic()))
			.concatMap((result) -> Signals.of(() -> next(prompt, asking, result)));
	}

	private Flux<ChatResponse> next(Prompt prompt, ChatResponse asking, ToolExecutionResult result) {
		return result.returnDirect() ? Flux.just(direct(asking, result))
				: runNext(new Prompt(result.conversationHistory(), prompt.getOptions()));
	}

	private ChatResponse direct(ChatResponse asking, ToolExecutionResult result) {
		return this.call.last(asking, ToolExecutionResult.buildGenerations(result));
	}

}
