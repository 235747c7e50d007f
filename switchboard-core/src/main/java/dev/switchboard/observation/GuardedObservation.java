package dev.switchboard.observation;

import dev.switchboard.failover.Quietly;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;

/**
 * An observation whose handlers, conventions and filters may throw. An exception at the
 * start, or when a scope opens, reaches the caller, since nothing has been sent. A later
 * one is {@linkplain Quietly logged} and changes nothing.
 */
final class GuardedObservation {

	private final Observation observation;

	private final ObservationRegistry registry;

	private GuardedObservation(Observation observation, ObservationRegistry registry) {
		this.observation = observation;
		this.registry = registry;
	}

	/**
	 * Starts an observation. If a handler throws, those that were called before are told
	 * that the observation has stopped.
	 */
	static GuardedObservation start(Observation observation, ObservationRegistry registry, Runnable beforeGivingUp) {
		try {
			return new GuardedObservation(observation.start(), registry);
		}
		catch (Throwable ex) {
			beforeGivingUp.run();
			Quietly.run(observation::stop);
			throw ex;
		}
	}

	Observation observation() {
		return this.observation;
	}

	/** Makes the observation current in a stream. */
	Context writeTo(Context context) {
		return this.observation.isNoop() ? context : context.put(ObservationThreadLocalAccessor.KEY, this.observation);
	}

	/**
	 * Makes the observation current on this thread. Afterwards the thread has its former
	 * observation back, even if a handler throws.
	 */
	Quietly.Scope openScope() {
		Observation.@Nullable Scope previous = this.registry.getCurrentObservationScope();
		Observation.Scope scope;
		try {
			scope = this.observation.openScope();
		}
		catch (Throwable ex) {
			Observation.@Nullable Scope halfOpen = this.registry.getCurrentObservationScope();
			if (halfOpen != null && halfOpen != previous) {
				close(halfOpen, previous);
			}
			throw ex;
		}
		return () -> close(scope, previous);
	}

	private void close(Observation.Scope scope, Observation.@Nullable Scope previous) {
		Quietly.run(() -> {
			try {
				scope.close();
			}
			catch (Throwable ex) {
				this.registry.setCurrentObservationScope(previous);
				throw ex;
			}
		});
	}

	/**
	 * Marks the observation as failed; see {@link RedactedError}.
	 * @param error the error
	 */
	void error(Throwable error) {
		Quietly.run(() -> RedactedError.report(error, this.observation));
	}

	void stop() {
		Quietly.run(this.observation::stop);
	}

}
