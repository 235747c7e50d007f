package dev.switchboard.chat;

import java.util.Set;
import java.util.function.Supplier;

import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.SwitchboardException;
import dev.switchboard.UnknownModelException;
import dev.switchboard.connector.ContextCarrier;
import dev.switchboard.connector.DroppedSignals;
import dev.switchboard.failover.ActiveCalls;
import dev.switchboard.failover.BlockingRounds;
import dev.switchboard.failover.Deadline;
import dev.switchboard.failover.GuardedSubscriber;
import dev.switchboard.failover.Quietly;
import dev.switchboard.failover.Round;
import dev.switchboard.failover.Signals;
import dev.switchboard.failover.Upstream;
import dev.switchboard.observation.Observations;
import dev.switchboard.observation.RequestObservation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.util.Assert;

/**
 * A {@link ChatModel} over several deployments: every request goes to a good one,
 * sessions stay where their prompt cache is, and failures move on at once.
 * <p>
 * A call is a sequence of rounds, one request to the model each, with tools run in
 * between; a round is a sequence of attempts, one upstream request each, on different
 * deployments. {@link Round} decides about attempts, the
 * {@link dev.switchboard.routing.Router} about deployments.
 * <p>
 * What the last attempt's client threw is rethrown unchanged, with the errors of the
 * earlier attempts suppressed in it. {@link SwitchboardException}s stand for conditions
 * of the switchboard's own.
 * <p>
 * Not final, so that Spring can put an application's aspects around it.
 *
 * @since 0.1.0
 */
public class SwitchboardChatModel implements ChatModel, AutoCloseable {

	private final Set<String> models;

	private final @Nullable String defaultModel;

	private final SessionIdResolver sessionIds;

	private final Upstream upstream;

	private final ToolRunner tools;

	private final Observations observations;

	private final Supplier<Deadline> deadlines;

	private final Scheduler scheduler;

	private final Runnable disconnect;

	private final BlockingRounds blocking = new BlockingRounds();

	private final ContextCarrier context = new ContextCarrier();

	private final ActiveCalls active = new ActiveCalls();

	SwitchboardChatModel(SwitchboardChatModelBuilder builder) {
		this.models = builder.models();
		this.defaultModel = builder.defaultModel();
		this.sessionIds = builder.sessionIds();
		this.upstream = builder.upstream();
		this.tools = builder.tools();
		this.observations = builder.observations();
		this.deadlines = builder.deadlines();
		this.scheduler = builder.scheduler();
		this.disconnect = builder.disconnect();
	}

	/**
	 * Starts to build a chat model.
	 * @return a builder
	 */
	public static SwitchboardChatModelBuilder builder() {
		return new SwitchboardChatModelBuilder();
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		RequestObservation observation = observe(prompt, null);
		try (Quietly.Scope scope = observation.openScope()) {
			ChatResponse response = called(prompt, observation);
			observation.succeeded();
			return response;
		}
		catch (Throwable ex) {
			if (Thread.currentThread().isInterrupted()) {
				observation.cancelled();
			}
			observation.failed(ex);
			throw ex;
		}
	}

	private ChatResponse called(Prompt prompt, RequestObservation observation) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException("call() blocks, which the thread '" + Thread.currentThread().getName()
					+ "' must not: use stream(), or move the call to a thread that may block, with "
					+ "Mono.fromCallable(() -> chatModel.call(prompt)).subscribeOn(Schedulers.boundedElastic())");
		}
		this.active.enter();
		try {
			return rounds(prompt, open(prompt, observation));
		}
		finally {
			this.active.leave();
		}
	}

	private ChatResponse rounds(Prompt prompt, ChatCall call) {
		Prompt next = prompt;
		while (true) {
			Round round = new Round(this.upstream, call, next, call.deadline(), true);
			ChatResponse response = this.blocking.run(round);
			if (!this.tools.isWanted(next, response)) {
				return call.last(response);
			}
			ToolExecutionResult result = this.tools.run(next, response);
			if (result.returnDirect()) {
				return call.last(response, ToolExecutionResult.buildGenerations(result));
			}
			next = new Prompt(result.conversationHistory(), prompt.getOptions());
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return GuardedSubscriber.guard(Flux.deferContextual((written) -> Signals.of(() -> stream(prompt, written))));
	}

	private Flux<ChatResponse> stream(Prompt prompt, ContextView context) {
		RequestObservation observation = observe(prompt,
				context.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
		Observation current = observation.observation();
		return Signals.defer(() -> {
			this.active.enter();
			return Signals.defer(() -> streamed(prompt, open(prompt, observation), context))
				.doFinally((signal) -> this.active.leave());
		})
			.doOnComplete(observation::succeeded)
			.doOnError(observation::failed)
			.doOnCancel(observation::cancelled)
			.contextWrite(
					(written) -> current.isNoop() ? written : written.put(ObservationThreadLocalAccessor.KEY, current))
			.contextWrite(DroppedSignals::unlogged);
	}

	private Flux<ChatResponse> streamed(Prompt prompt, ChatCall call, ContextView context) {
		return new StreamedCall(this.upstream, call, this.tools, this.deadlines, this.context.capture(context),
				this.scheduler)
			.run(prompt);
	}

	private RequestObservation observe(Prompt prompt, @Nullable Observation parent) {
		String model = modelOf(prompt);
		return this.observations.request((model != null && this.models.contains(model)) ? model : null, parent);
	}

	private ChatCall open(Prompt prompt, RequestObservation observation) {
		String model = modelOf(prompt);
		if (model == null || !this.models.contains(model)) {
			throw new UnknownModelException(model, this.models);
		}
		this.tools.check(prompt);
		return new ChatCall(model, this.sessionIds.resolve(prompt), this.deadlines.get(), observation);
	}

	private @Nullable String modelOf(Prompt prompt) {
		Assert.notNull(prompt, "prompt must not be null");
		String model = CallerOptions.model(prompt.getOptions());
		return (model != null && !model.isBlank()) ? model : this.defaultModel;
	}

	/**
	 * Options with nothing set: a client that copies them into its prompts leaves model
	 * and options to the configuration.
	 * @return a copy of its own for every caller
	 */
	@Override
	public SwitchboardChatOptions getDefaultOptions() {
		return SwitchboardChatOptions.builder().build();
	}

	/**
	 * Refuses new calls with {@link SwitchboardClosedException}; running calls and
	 * streams go on.
	 * @param whenIdle told once, when the last of them has ended
	 */
	public void shutdown(Runnable whenIdle) {
		this.active.close(whenIdle);
	}

	/**
	 * Ends every call and stream that waits for a deployment with
	 * {@link SwitchboardClosedException}, and lets none wait from now on. Requests that
	 * have been sent go on.
	 */
	public void endWaiting() {
		this.upstream.admissions().close();
	}

	/**
	 * Accepts calls again after {@link #shutdown} and {@link #endWaiting}.
	 */
	public void open() {
		this.upstream.admissions().open();
		this.active.open();
	}

	/**
	 * Refuses new calls, ends those that wait for a deployment and disconnects from every
	 * deployment.
	 */
	@Override
	public void close() {
		shutdown(() -> {
		});
		endWaiting();
		this.disconnect.run();
	}

}
