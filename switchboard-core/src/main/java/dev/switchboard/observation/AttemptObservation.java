package dev.switchboard.observation;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.connector.Fault;
import dev.switchboard.failover.AttemptObserver;
import dev.switchboard.failover.Quietly;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/** The observation of one upstream request. */
final class AttemptObservation implements AttemptObserver {

	private final RequestObservation request;

	private final GuardedObservation observation;

	private final SwitchboardAttemptContext context;

	private final Map<String, String> headers;

	AttemptObservation(RequestObservation request, GuardedObservation observation, SwitchboardAttemptContext context) {
		this.request = request;
		this.observation = observation;
		this.context = context;
		// written when the observation started
		this.headers = Map.copyOf(Objects.requireNonNull(context.getCarrier()));
	}

	@Override
	public Quietly.Scope openScope() {
		return this.observation.openScope();
	}

	@Override
	public Context writeTo(Context context) {
		return this.observation.writeTo(context);
	}

	@Override
	public Map<String, String> headers() {
		return this.headers;
	}

	@Override
	public void received(@Nullable String id, @Nullable String model, List<String> finishReasons) {
		if (id != null) {
			this.context.setResponseId(id);
		}
		if (model != null) {
			this.context.setResponseModel(model);
		}
		if (!finishReasons.isEmpty()) {
			this.context.setFinishReasons(finishReasons);
		}
	}

	@Override
	public void succeeded(@Nullable TokenUsage usage) {
		this.context.setUsage(usage);
		stop(Outcome.SUCCESS);
	}

	@Override
	public void failed(Fault fault, FailureKind kind) {
		this.context.setFault(fault);
		this.observation.error(fault.cause());
		stop(Outcome.of(kind));
	}

	@Override
	public void cancelled() {
		stop(Outcome.CANCELLED);
	}

	private void stop(Outcome outcome) {
		this.context.setOutcome(outcome);
		this.request.attemptEnded(outcome);
		this.observation.stop();
	}

}
