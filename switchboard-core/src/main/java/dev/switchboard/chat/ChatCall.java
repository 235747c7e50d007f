package dev.switchboard.chat;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import dev.switchboard.InvalidResponseException;
import dev.switchboard.failover.Answer;
import dev.switchboard.failover.Attempt;
import dev.switchboard.failover.Deadline;
import dev.switchboard.failover.Failover;
import dev.switchboard.failover.Quietly;
import dev.switchboard.failover.Round;
import dev.switchboard.failover.Signals;
import dev.switchboard.observation.RequestObservation;
import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.StringUtils;

/**
 * One call of the chat model, or one subscription to a stream: translates between its
 * prompts and responses and the engine.
 */
final class ChatCall implements ChatRounds {

	/**
	 * The finish reason that Spring AI sets on all chunks of a stream but the last.
	 */
	static final String NOT_FINISHED = "null";

	private final Failover failover;

	private final RequestSizes sizes;

	private final String model;

	private final @Nullable String sessionId;

	private final Supplier<Deadline> deadlines;

	private final Deadline deadline;

	private final RequestObservation observation;

	private final Supplier<Quietly.Scope> callersContext;

	private final CallMetadata metadata = new CallMetadata();

	private int delivered;

	private boolean streamed;

	ChatCall(Failover failover, RequestSizes sizes, String model, @Nullable String sessionId,
			Supplier<Deadline> deadlines, RequestObservation observation, Supplier<Quietly.Scope> callersContext) {
		this.failover = failover;
		this.sizes = sizes;
		this.model = model;
		this.sessionId = sessionId;
		this.deadlines = deadlines;
		this.deadline = deadlines.get();
		this.observation = observation;
		this.callersContext = callersContext;
	}

	@Override
	public ChatResponse call(Prompt prompt) {
		ChatResponse response = this.failover.call(round(prompt, this.deadline, true),
				(attempt) -> send(prompt, attempt));
		used(prompt, UsageFigures.reported(response));
		return response;
	}

	private Answer<ChatResponse> send(Prompt prompt, Attempt attempt) {
		this.metadata.sent(attempt);
		ChatResponse response = attempt.client().call(prompt, attempt);
		if (response == null || response.getResult() == null) {
			throw InvalidResponseException.withoutChoices(attempt.deployment().name());
		}
		received(attempt, response);
		return new Answer<>(response, tokens(attempt, UsageFigures.reported(response)));
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt) {
		return run(prompt, null);
	}

	@Override
	public Flux<ChatResponse> stream(Prompt prompt, ToolCalls toolCalls) {
		return run(prompt, toolCalls);
	}

	private Flux<ChatResponse> run(Prompt prompt, @Nullable ToolCalls toolCalls) {
		Round round = this.streamed ? round(prompt, this.deadlines.get(), false) : round(prompt, this.deadline, true);
		this.streamed = true;
		AtomicReference<Flux<ChatResponse>> next = new AtomicReference<>(Flux.empty());
		Flux<ChatResponse> chunks = this.failover.stream(round, (attempt) -> {
			this.metadata.sent(attempt);
			return new StreamedChat(this, prompt, attempt, toolCalls, next::set);
		}, this.callersContext);
		return chunks.doOnNext((chunk) -> this.delivered++).concatWith(Signals.defer(next::get));
	}

	private Round round(Prompt prompt, Deadline deadline, boolean bounded) {
		String previous = this.metadata.deployment();
		return new Round(this.model, this.sizes.estimate(this.model, prompt), this.sessionId,
				(previous != null) ? previous : ToolRounds.deployment(prompt), deadline, bounded, this.observation);
	}

	/** Passes the metadata of a response or a chunk to the observation. */
	void received(Attempt attempt, ChatResponse response) {
		Quietly.run(() -> {
			ChatResponseMetadata metadata = response.getMetadata();
			attempt.observer()
				.received((metadata != null) ? present(metadata.getId()) : null,
						(metadata != null) ? present(metadata.getModel()) : null, finishReasons(response));
		});
	}

	/** As the service writes them; Spring AI 2.0 has them in upper case. */
	private static List<String> finishReasons(ChatResponse response) {
		return response.getResults()
			.stream()
			.map(Generation::getMetadata)
			.filter(Objects::nonNull)
			.map(ChatGenerationMetadata::getFinishReason)
			.filter((reason) -> StringUtils.hasText(reason) && !NOT_FINISHED.equals(reason))
			.map((reason) -> reason.toLowerCase(Locale.ROOT))
			.toList();
	}

	private static @Nullable String present(@Nullable String text) {
		return StringUtils.hasText(text) ? text : null;
	}

	/**
	 * Converts usage to the router's terms; a reservation is settled only when both
	 * figures are known.
	 */
	@Nullable TokenUsage tokens(Attempt attempt, @Nullable UsageFigures usage) {
		if (usage == null || !usage.isComplete()) {
			return null;
		}
		Long cached = Quietly.get(() -> attempt.client().cachedTokens(usage.source()));
		return new TokenUsage(UsageFigures.orZero(usage.input()), UsageFigures.orZero(usage.output()),
				(cached != null) ? cached : 0);
	}

	/** Completes a round: adds its usage for the caller, and learns from it. */
	void used(Prompt prompt, @Nullable UsageFigures usage) {
		if (usage != null && usage.isComplete()) {
			this.sizes.learn(this.model, prompt, UsageFigures.orZero(usage.output()));
		}
		this.metadata.used(usage);
	}

	/** Returns how many chunks the caller has received. */
	int delivered() {
		return this.delivered;
	}

	CallMetadata metadata() {
		return this.metadata;
	}

	/** The response that ends the call, with the usage of all rounds. */
	ChatResponse last(ChatResponse response) {
		return this.metadata.last(response, response.getResults());
	}

	@Override
	public ChatResponse last(ChatResponse response, List<Generation> generations) {
		return this.metadata.last(response, generations);
	}

	@Override
	public Quietly.Scope openScope() {
		Quietly.Scope restored = this.callersContext.get();
		try {
			Quietly.Scope current = this.observation.openScope();
			return () -> {
				current.close();
				restored.close();
			};
		}
		catch (Throwable ex) {
			restored.close();
			throw ex;
		}
	}

}
