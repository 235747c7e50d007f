package dev.switchboard.failover;

import java.util.List;
import java.util.Map;

import dev.switchboard.connector.Fault;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.TokenUsage;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * Observes one attempt. Only {@link #openScope} may throw. The engine calls exactly one
 * of {@link #succeeded}, {@link #failed} and {@link #cancelled}, once.
 *
 * @since 0.1.0
 */
public interface AttemptObserver {

	/**
	 * Makes the observation current on this thread.
	 * @return the scope; closing it never throws
	 */
	Quietly.Scope openScope();

	/**
	 * Makes the observation current in a stream.
	 * @param context the context of the subscriber
	 * @return the context to subscribe with
	 */
	Context writeTo(Context context);

	/**
	 * The headers that carry the trace context to the deployment.
	 * @return names and values; empty without a tracer
	 */
	Map<String, String> headers();

	/**
	 * The response, or one chunk of it, has arrived. Later chunks complete earlier ones.
	 * @param id the service's id of the response, or {@code null}
	 * @param model the model that answered, or {@code null}
	 * @param finishReasons why the service stopped, per choice; empty before the end
	 */
	void received(@Nullable String id, @Nullable String model, List<String> finishReasons);

	/**
	 * The response is complete.
	 * @param usage what it used, or {@code null} when the service did not report it
	 */
	void succeeded(@Nullable TokenUsage usage);

	/**
	 * The attempt failed.
	 * @param fault what went wrong
	 * @param kind what kind of failure that is
	 */
	void failed(Fault fault, FailureKind kind);

	/** The caller cancelled, or was interrupted. */
	void cancelled();

}
