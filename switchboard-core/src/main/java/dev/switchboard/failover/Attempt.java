package dev.switchboard.failover;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import dev.switchboard.IncompleteStreamException;
import dev.switchboard.InvalidResponseException;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.Exchange;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.connector.Stage;
import dev.switchboard.routing.Affinity;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One upstream request: a lease, the client that sends the request, and an observer. An
 * attempt ends exactly once; later ends are ignored.
 *
 * @since 0.1.0
 */
public final class Attempt implements Exchange {

	private final Lease lease;

	private final DeploymentClient client;

	private final ModelSettings model;

	private final Duration timeout;

	private final AttemptObserver observer;

	private final Sinks.Empty<Void> cancelled = Sinks.empty();

	private final AtomicBoolean ended = new AtomicBoolean();

	private final AtomicBoolean content = new AtomicBoolean();

	/** Clients that report no stage count as being in the last one. */
	private volatile Stage stage = Stage.SENT;

	Attempt(Lease lease, DeploymentClient client, ModelSettings model, Duration timeout, AttemptObserver observer) {
		this.lease = lease;
		this.client = client;
		this.model = model;
		this.timeout = timeout;
		this.observer = observer;
	}

	/**
	 * The client to send the request with.
	 * @return the client
	 */
	public DeploymentClient client() {
		return this.client;
	}

	/**
	 * Where the request goes.
	 * @return the deployment
	 */
	public Deployment deployment() {
		return this.lease.deployment();
	}

	/**
	 * How the deployment relates to the session.
	 * @return the relation, or {@code null} without a session
	 */
	public @Nullable Affinity affinity() {
		return this.lease.affinity();
	}

	/**
	 * The observer to tell of the response.
	 * @return the observer
	 */
	public AttemptObserver observer() {
		return this.observer;
	}

	<R> Answer<R> send(Function<Attempt, Answer<R>> send) {
		try (Quietly.Scope scope = openScope()) {
			return send.apply(this);
		}
	}

	/**
	 * Makes the attempt's observation current on this thread, before anything is sent. An
	 * exception thrown by an observation handler ends the attempt and propagates.
	 */
	Quietly.Scope openScope() {
		try {
			return this.observer.openScope();
		}
		catch (Throwable ex) {
			abandon(ex, Failure.Retained.NOTHING);
			throw ex;
		}
	}

	/** Records the first content; later calls do nothing. */
	void contentArrived(Duration sinceCall) {
		if (this.content.compareAndSet(false, true)) {
			this.lease.firstContent(sinceCall);
		}
	}

	/**
	 * Returns whether the attempt has ended: a later error is not the deployment's fault.
	 */
	boolean hasEnded() {
		return this.ended.get();
	}

	/**
	 * Translates what the client threw.
	 * @throws RuntimeException if the connector, which may belong to the application,
	 * throws
	 */
	Fault fault(Throwable error) {
		if (error instanceof InvalidResponseException invalid && invalid.isWithoutChoices()) {
			return Fault.of(Fault.Kind.NO_CHOICES, error);
		}
		if (error instanceof IncompleteStreamException) {
			return Fault.of(Fault.Kind.TRUNCATED, error);
		}
		Fault fault = client().fault(error);
		if (fault == null) {
			throw new IllegalStateException("The connector's client of deployment '" + deployment().name()
					+ "' returned null instead of a fault for a " + error.getClass().getName());
		}
		return this.stage.explain(fault);
	}

	/** Passes on what a deployment that throttles says about its limits. */
	void learn(Fault fault) {
		if (fault.kind() == Fault.Kind.STATUS && Integer.valueOf(429).equals(fault.status())) {
			this.lease.answered(RateLimitHeaders.refused(fault));
		}
	}

	void succeeded(@Nullable TokenUsage usage) {
		if (end()) {
			this.lease.complete(usage);
			this.observer.succeeded(usage);
		}
	}

	void failed(Fault fault, Failure failure) {
		if (end()) {
			this.lease.fail((this.stage != Stage.SENT) ? failure.unsent() : failure);
			this.observer.failed(fault, failure.kind());
		}
	}

	/**
	 * Ends the attempt at the caller's deadline: the deployment is not to blame.
	 */
	void expired(Fault fault) {
		failed(fault, Failure.unmarked(FailureKind.TIMED_OUT, Failure.Retained.ALL));
	}

	/**
	 * Ends the attempt because the application's code threw: the deployment is not to
	 * blame.
	 */
	void abandon(Throwable error, Failure.Retained retained) {
		failed(Fault.of(Fault.Kind.UNKNOWN, error), Failure.unmarked(FailureKind.REJECTED, retained));
		this.cancelled.tryEmitEmpty();
	}

	/**
	 * Ends the attempt because the caller cancelled. What has been sent stays counted.
	 */
	void cancel() {
		if (end()) {
			if (this.stage == Stage.SENT) {
				this.lease.cancel();
			}
			else {
				this.lease.fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));
			}
			this.observer.cancelled();
		}
		// last: a client may end its stream at once, which would look like one that broke
		// off
		this.cancelled.tryEmitEmpty();
	}

	private boolean end() {
		return this.ended.compareAndSet(false, true);
	}

	@Override
	public ModelSettings model() {
		return this.model;
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public Map<String, String> headers() {
		return this.observer.headers();
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
