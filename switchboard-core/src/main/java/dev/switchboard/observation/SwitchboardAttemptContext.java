package dev.switchboard.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.connector.Fault;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.TokenUsage;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * Context of a {@link SwitchboardObservation#ATTEMPT} observation: one upstream request.
 * Its carrier is the headers of that request, where a tracer puts the trace context.
 *
 * @since 0.1.0
 */
public class SwitchboardAttemptContext extends SenderContext<Map<String, String>> {

	private final Deployment deployment;

	private final int number;

	private volatile @Nullable Outcome outcome;

	private volatile @Nullable Fault fault;

	private volatile @Nullable TokenUsage usage;

	private volatile @Nullable String responseId;

	private volatile @Nullable String responseModel;

	private volatile List<String> finishReasons = List.of();

	SwitchboardAttemptContext(Deployment deployment, int number) {
		super((headers, name, value) -> Objects.requireNonNull(headers).put(name, value), Kind.CLIENT);
		this.deployment = deployment;
		this.number = number;
		setCarrier(new HashMap<>());
		setRemoteServiceName(deployment.name());
	}

	/**
	 * Where the request goes.
	 * @return the deployment
	 */
	public Deployment getDeployment() {
		return this.deployment;
	}

	/**
	 * Which attempt of its call or stream it is.
	 * @return the number, from 1
	 */
	public int getNumber() {
		return this.number;
	}

	/**
	 * How it ended.
	 * @return the outcome, or {@code null} while it runs
	 */
	public @Nullable Outcome getOutcome() {
		return this.outcome;
	}

	/**
	 * What went wrong. Its message and cause may quote the request: keep them out of
	 * tags.
	 * @return the fault, or {@code null} when there was none
	 */
	public @Nullable Fault getFault() {
		return this.fault;
	}

	/**
	 * What it used.
	 * @return the usage, or {@code null} while unknown
	 */
	public @Nullable TokenUsage getUsage() {
		return this.usage;
	}

	/**
	 * The service's id of the response.
	 * @return the id, or {@code null} when there is none
	 */
	public @Nullable String getResponseId() {
		return this.responseId;
	}

	/**
	 * The model that answered, as the service names it.
	 * @return the name, or {@code null} when there is none
	 */
	public @Nullable String getResponseModel() {
		return this.responseModel;
	}

	/**
	 * Why the service stopped, per choice.
	 * @return the reasons, may be empty
	 */
	public List<String> getFinishReasons() {
		return this.finishReasons;
	}

	void setOutcome(Outcome outcome) {
		this.outcome = outcome;
	}

	void setFault(Fault fault) {
		this.fault = fault;
	}

	void setUsage(@Nullable TokenUsage usage) {
		this.usage = usage;
	}

	void setResponseId(String responseId) {
		this.responseId = responseId;
	}

	void setResponseModel(String responseModel) {
		this.responseModel = responseModel;
	}

	void setFinishReasons(List<String> finishReasons) {
		this.finishReasons = finishReasons;
	}

}
