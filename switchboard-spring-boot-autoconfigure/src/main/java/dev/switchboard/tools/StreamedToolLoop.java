package dev.switchboard.tools;

import dev.switchboard.chat.ChatRounds;
import dev.switchboard.failover.Quietly;
import dev.switchboard.failover.Signals;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.model.tool.internal.ToolCallReactiveContextHolder;

/**
 * Runs rounds as streams until an answer asks for no more tools. Tools may block: they
 * run on a thread of their own, with the subscriber's context.
 *
 * @param tools runs the tools
 */
record StreamedToolLoop(ToolRunner tools) {

	Flux<ChatResponse> stream(Prompt prompt, ChatRounds rounds) {
		return this.tools.isEnabled(prompt)
				? rounds.stream(prompt,
						(asking) -> this.tools.isWanted(prompt, asking) ? answer(prompt, asking, rounds) : null)
				: rounds.stream(prompt);
	}

	private Flux<ChatResponse> answer(Prompt prompt, ChatResponse asking, ChatRounds rounds) {
		return Flux
			.deferContextual((context) -> Signals.defer(() -> Flux.just(run(prompt, asking, rounds, context)))
				.subscribeOn(Schedulers.boundedElastic()))
			.concatMap((result) -> Signals.of(() -> next(prompt, asking, result, rounds)));
	}

	private ToolExecutionResult run(Prompt prompt, ChatResponse asking, ChatRounds rounds, ContextView context) {
		try (Quietly.Scope scope = rounds.openScope()) {
			ToolCallReactiveContextHolder.setContext(context);
			return this.tools.run(prompt, asking);
		}
		finally {
			ToolCallReactiveContextHolder.clearContext();
		}
	}

	private Flux<ChatResponse> next(Prompt prompt, ChatResponse asking, ToolExecutionResult result, ChatRounds rounds) {
		return result.returnDirect() ? Flux.just(rounds.last(asking, ToolExecutionResult.buildGenerations(result)))
				: stream(ToolRunner.next(prompt, result), rounds);
	}

}
