package dev.switchboard.chat;

import java.util.function.Supplier;

import dev.switchboard.SwitchboardException;
import dev.switchboard.failover.Deadline;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.GuardedSubscriber;
import dev.switchboard.failover.Quietly;
import dev.switchboard.failover.Signals;
import dev.switchboard.observation.Observations;
import dev.switchboard.observation.RequestObservation;
import dev.switchboard.wire.ContextCarrier;
import dev.switchboard.wire.DroppedSignals;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * A {@link ChatModel} over several deployments: requests go to deployments that have
 * room, sessions stay where their prompt cache is, and a failed request moves on at once.
 * <p>
 * A call is a sequence of rounds, one request to the model each, with tools run in
 * between; a round is a sequence of attempts, one upstream request each, on different
 * deployments. {@link Failover} decides about attempts, the
 * {@link dev.switchboard.routing.Router} about deployments.
 * <p>
 * The exception of the last attempt's client is rethrown unchanged, with the errors of
 * earlier attempts as suppressed exceptions. A {@link SwitchboardException} is one of
 * Switchboard's own.
 * <p>
 * Not final, so that Spring can put an application's aspects around it.
 *
 * @since 0.1.0
 */
public class SwitchboardChatModel implements ChatModel, AutoCloseable {

	private final Failover failover;

	private final ChatSupport support;

	private final RequestSizes sizes;

	private final ModelNames models;

	private final SessionIdResolver sessionIds;

	private final Observations observations;

	private final Supplier<Deadline> deadlines;

	private final ContextCarrier context = new ContextCarrier();

	SwitchboardChatModel(Failover failover, ChatSupport support, RequestSizes sizes, ModelNames models,
			SessionIdResolver sessionIds, Observations observations, Supplier<Deadline> deadlines) {
		this.failover = failover;
		this.support = support;
		this.sizes = sizes;
		this.models = models;
		this.sessionIds = sessionIds;
		this.observations = observations;
		this.deadlines = deadlines;
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
		this.failover.activeCalls().enter();
		try {
			// a call stays on its thread: there is nothing to restore
			ChatCall call = open(prompt, observation, () -> Quietly.NO_SCOPE);
			return call.last(this.support.call(prompt, call));
		}
		finally {
			this.failover.activeCalls().leave();
		}
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return GuardedSubscriber.guard(Flux.deferContextual((written) -> Signals.of(() -> stream(prompt, written))));
	}

	private Flux<ChatResponse> stream(Prompt prompt, ContextView context) {
		RequestObservation observation = observe(prompt,
				context.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
		return Signals.defer(() -> {
			this.failover.activeCalls().enter();
			return Signals.defer(() -> streamed(prompt, observation, context))
				.doFinally((signal) -> this.failover.activeCalls().leave());
		})
			.doOnComplete(observation::succeeded)
			.doOnError(observation::failed)
			.doOnCancel(observation::cancelled)
			.contextWrite(observation::writeTo)
			.contextWrite(DroppedSignals::unlogged)
			// the application's onErrorContinue ends here: it would drop errors and
			// complete a cut stream
			.onErrorStop();
	}

	private Flux<ChatResponse> streamed(Prompt prompt, RequestObservation observation, ContextView context) {
		ContextSnapshot captured = this.context.capture(context);
		return this.support.stream(prompt,
				open(prompt, observation, () -> Quietly.closing(captured.setThreadLocals())));
	}

	private RequestObservation observe(Prompt prompt, @Nullable Observation parent) {
		return this.observations.request(this.models.known(prompt), parent);
	}

	private ChatCall open(Prompt prompt, RequestObservation observation, Supplier<Quietly.Scope> callersContext) {
		String model = this.models.required(prompt);
		this.support.check(prompt);
		return new ChatCall(this.failover, this.sizes, model, this.sessionIds.resolve(prompt), this.deadlines,
				observation, callersContext);
	}

	/**
	 * Returns options with nothing set: a client that copies them into its prompts leaves
	 * model and options to the configuration.
	 * @return new options
	 */
	@Override
	public ChatOptions getDefaultOptions() {
		return getOptions();
	}

	/**
	 * Does the same as {@link #getDefaultOptions}, under its name in Spring AI 2.0.
	 * @return new options
	 */
	public ChatOptions getOptions() {
		return this.support.neutralOptions();
	}

	/**
	 * The engine that sends the requests.
	 * @return the engine
	 */
	public Failover failover() {
		return this.failover;
	}

	/** Closes the engine. */
	@Override
	public void close() {
		this.failover.close();
	}

}
