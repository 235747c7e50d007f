package dev.switchboard.observation;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.connector.Fault;
import dev.switchboard.failover.Attempt;
import dev.switchboard.failover.Quietly;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.util.StringUtils;

/**
 * One upstream request under observation. Its {@link Attempt} sees to it that it ends
 * exactly once.
 */
public final class AttemptObservation {

	/** What Spring AI shows on the chunks of a stream before its last. */
	private static final String NO_FINISH_REASON = "null";

	private final RequestObservation request;

	private final GuardedObservation observation;

	private final SwitchboardAttemptContext context;

	private final Map<String, String> headers;

	public AttemptObservation(RequestObservation request, GuardedObservation observation,
			SwitchboardAttemptContext context) {
		this.request = request;
		this.observation = observation;
		this.context = context;
		// written when the observation started
		this.headers = Map.copyOf(Objects.requireNonNull(context.getCarrier()));
	}

	/**
	 * The observation, to be made current while the request runs.
	 * @return the observation
	 */
	public Observation observation() {
		return this.observation.observation();
	}

	/** Makes the observation current on this thread; see {@link GuardedObservation}. */
	public Quietly.Scope openScope() {
		return this.observation.openScope();
	}

	/**
	 * The headers that carry the trace context to the deployment.
	 * @return names and values; empty without a tracer
	 */
	public Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * Takes what the response, or one chunk of it, tells about itself. To be called for
	 * every chunk; later ones complete earlier ones.
	 * @param response the response or chunk
	 */
	public void received(ChatResponse response) {
		if (observation().isNoop()) {
			return;
		}
		ChatResponseMetadata metadata = response.getMetadata();
		if (metadata != null && StringUtils.hasText(metadata.getId())) {
			this.context.setResponseId(metadata.getId());
		}
		if (metadata != null && StringUtils.hasText(metadata.getModel())) {
			this.context.setResponseModel(metadata.getModel());
		}
		List<String> finishReasons = response.getResults()
			.stream()
			.map(Generation::getMetadata)
			.filter(Objects::nonNull)
			.map((generation) -> generation.getFinishReason())
			.filter((reason) -> StringUtils.hasText(reason) && !NO_FINISH_REASON.equals(reason))
			.toList();
		if (!finishReasons.isEmpty()) {
			this.context.setFinishReasons(finishReasons);
		}
	}

	/**
	 * The response is complete.
	 * @param usage what it used, or {@code null} when the service did not tell
	 */
	public void succeeded(@Nullable TokenUsage usage) {
		this.context.setUsage(usage);
		stop(Outcome.SUCCESS);
	}

	/**
	 * The request failed.
	 * @param fault what went wrong
	 * @param kind what kind of failure that is
	 */
	public void failed(Fault fault, FailureKind kind) {
		this.context.setFault(fault);
		this.observation.error(fault.cause());
		stop(Outcome.of(kind));
	}

	/** The caller lost interest, or was interrupted. */
	public void cancelled() {
		stop(Outcome.CANCELLED);
	}

	private void stop(Outcome outcome) {
		this.context.setOutcome(outcome);
		this.request.attemptEnded(outcome);
		this.observation.stop();
	}

}
