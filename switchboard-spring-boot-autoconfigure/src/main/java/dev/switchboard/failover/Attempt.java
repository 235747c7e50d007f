package dev.switchboard.failover;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.switchboard.IncompleteStreamException;
import dev.switchboard.InvalidResponseException;
import dev.switchboard.chat.UsageFigures;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.connector.Stage;
import dev.switchboard.observation.AttemptObservation;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * One upstream request: a lease, the client it is made with, and its observation. It ends
 * exactly once, with {@link #succeeded}, {@link #failed} or {@link #cancel}; later ends
 * are ignored.
 */
public final class Attempt implements Exchange {

	private final Lease lease;

	private final Target target;

	private final Duration timeout;

	private final AttemptObservation observation;

	private final Sinks.Empty<Void> cancelled = Sinks.empty();

	private final AtomicBoolean ended = new AtomicBoolean();

	/** Stays at the last one for clients that tell nothing. */
	private volatile Stage stage = Stage.SENT;

	public Attempt(Lease lease, Target target, Duration timeout, AttemptObservation observation) {
		this.lease = lease;
		this.target = target;
		this.timeout = timeout;
		this.observation = observation;
	}

	public ChatResponse call(Prompt prompt) {
		try (Quietly.Scope scope = openScope()) {
			ChatResponse response = this.target.client().call(prompt, this);
			if (response == null || response.getResult() == null) {
				throw InvalidResponseException.withoutChoices(this.lease.deployment().name());
			}
			received(response);
			return response;
		}
	}

	public Flux<ChatResponse> stream(Prompt prompt) {
		return this.target.client().stream(prompt, this).doOnNext(this::received);
	}

	/**
	 * Makes the attempt's observation current on this thread, before anything is sent.
	 * What handlers of the application's throw here ends the attempt and propagates.
	 */
	public Quietly.Scope openScope() {
		try {
			return this.observation.openScope();
		}
		catch (Throwable ex) {
			abandon(ex, Failure.Retained.NOTHING);
			throw ex;
		}
	}

	private void received(ChatResponse response) {
		Quietly.run(() -> this.observation.received(response));
	}

	public Lease lease() {
		return this.lease;
	}

	public Observation observation() {
		return this.observation.observation();
	}

	/** Whether it has ended: what is thrown since is no fault of the deployment. */
	public boolean hasEnded() {
		return this.ended.get();
	}

	/**
	 * Translates what the client threw.
	 * @throws RuntimeException when the connector, which may be the application's own,
	 * does not
	 */
	public Fault fault(Throwable error) {
		if (error instanceof InvalidResponseException invalid && invalid.isWithoutChoices()) {
			return Fault.of(Fault.Kind.NO_CHOICES, error);
		}
		if (error instanceof IncompleteStreamException) {
			return Fault.of(Fault.Kind.TRUNCATED, error);
		}
		Fault fault = this.target.client().fault(error);
		if (fault == null) {
			throw new IllegalStateException("The connector's client of deployment '" + this.lease.deployment().name()
					+ "' returned null instead of a fault for a " + error.getClass().getName());
		}
		return this.stage.explain(fault);
	}

	/**
	 * A deployment that throttles says how large it is and when it has room again.
	 * @param fault the answer
	 */
	public void heard(Fault fault) {
		if (fault.kind() == Fault.Kind.STATUS && Integer.valueOf(429).equals(fault.status())) {
			this.lease.answered(RateLimitHeaders.refused(fault));
		}
	}

	/**
	 * The response is complete.
	 * @param usage what it used, or {@code null} when the service did not tell
	 * @return the same in the router's terms
	 */
	public @Nullable TokenUsage succeeded(@Nullable UsageFigures usage) {
		TokenUsage tokens = (usage != null && usage.isComplete()) ? tokens(usage) : null;
		if (this.ended.compareAndSet(false, true)) {
			this.lease.complete(tokens);
			this.observation.succeeded(tokens);
		}
		return tokens;
	}

	public void failed(Fault fault, Failure failure) {
		if (this.ended.compareAndSet(false, true)) {
			this.lease.fail((this.stage != Stage.SENT) ? failure.unsent() : failure);
			this.observation.failed(fault, failure.kind());
		}
	}

	/**
	 * Ends the attempt because of something that is no fault of the deployment: code of
	 * the application's, or an {@link Error}. The upstream exchange, if any, ends too.
	 * @param error what was thrown
	 * @param retained what stays reserved
	 */
	public void abandon(Throwable error, Failure.Retained retained) {
		failed(Fault.of(Fault.Kind.UNKNOWN, error), Failure.unmarked(FailureKind.REJECTED, retained));
		this.cancelled.tryEmitEmpty();
	}

	/**
	 * The caller lost interest: the upstream exchange ends. The reservation stays, unless
	 * the request had not left yet.
	 */
	public void cancel() {
		if (this.ended.compareAndSet(false, true)) {
			if (this.stage == Stage.SENT) {
				this.lease.cancel();
			}
			else {
				this.lease.fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));
			}
			this.observation.cancelled();
		}
		// last: a client may end its stream at once, which would look like one that broke
		// off
		this.cancelled.tryEmitEmpty();
	}

	private TokenUsage tokens(UsageFigures usage) {
		Long cached = Quietly.get(() -> this.target.client().cachedTokens(usage.source()));
		return new TokenUsage(UsageFigures.orZero(usage.input()), UsageFigures.orZero(usage.output()),
				(cached != null) ? cached : 0);
	}

	@Override
	public ModelSettings model() {
		return this.target.model();
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public Map<String, String> headers() {
		return this.observation.headers();
	}

	@Override
	public Mono<Void> cancelled() {
		return this.cancelled.asMono();
	}

	@Override
	public void entered(Stage stage) {
		this.stage = stage;
	}

	@Override
	public void answered(int status, ResponseHeaders headers) {
		if (status / 100 == 2) {
			this.lease.answered(RateLimitHeaders.accepted(headers));
		}
	}

}
