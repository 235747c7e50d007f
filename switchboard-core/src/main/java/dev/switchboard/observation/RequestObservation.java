package dev.switchboard.observation;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.NoDeploymentAvailableException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.UnknownModelException;
import dev.switchboard.failover.AttemptObserver;
import dev.switchboard.failover.CallObserver;
import dev.switchboard.failover.Quietly;
import dev.switchboard.routing.Deployment;
import reactor.util.context.Context;

/**
 * The observation of one call or stream. It ends exactly once: later ends are ignored.
 * Thread-safe.
 */
public final class RequestObservation implements CallObserver {

	private final Observations observations;

	private final GuardedObservation observation;

	private final SwitchboardRequestContext context;

	private final AtomicInteger attempts = new AtomicInteger();

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile Outcome lastAttempt = Outcome.REJECTED;

	RequestObservation(Observations observations, GuardedObservation observation, SwitchboardRequestContext context) {
		this.observations = observations;
		this.observation = observation;
		this.context = context;
	}

	/**
	 * Makes the observation current in a stream.
	 * @param context the context of the subscriber
	 * @return the context to subscribe with
	 */
	public Context writeTo(Context context) {
		return this.observation.writeTo(context);
	}

	/**
	 * Makes the observation current on this thread.
	 * @return the scope; closing it never throws
	 */
	public Quietly.Scope openScope() {
		return this.observation.openScope();
	}

	@Override
	public AttemptObserver attempt(Deployment deployment) {
		int number = this.attempts.incrementAndGet();
		this.context.setAttempts(number);
		return this.observations.attempt(this, this.observation.observation(),
				new SwitchboardAttemptContext(deployment, number));
	}

	void attemptEnded(Outcome outcome) {
		this.lastAttempt = outcome;
	}

	/** The caller got its answer. */
	public void succeeded() {
		if (this.ended.compareAndSet(false, true)) {
			this.context.setOutcome(Outcome.SUCCESS);
			this.observation.stop();
		}
	}

	/**
	 * Ends the observation with an error. The outcome is that of Switchboard's own
	 * exception or of the last attempt.
	 * @param error the error
	 */
	public void failed(Throwable error) {
		if (this.ended.compareAndSet(false, true)) {
			this.context.setOutcome(outcome(error));
			this.observation.error(error);
			this.observation.stop();
		}
	}

	/** The caller cancelled or was interrupted. */
	public void cancelled() {
		if (this.ended.compareAndSet(false, true)) {
			this.context.setOutcome(Outcome.CANCELLED);
			this.observation.stop();
		}
	}

	private Outcome outcome(Throwable error) {
		if (error instanceof NoDeploymentAvailableException) {
			return Outcome.UNAVAILABLE;
		}
		if (error instanceof DeadlineExceededException) {
			return Outcome.TIMED_OUT;
		}
		if (error instanceof UnknownModelException || error instanceof SwitchboardClosedException) {
			return Outcome.REJECTED;
		}
		// an error after a successful attempt comes from the application: a tool threw
		Outcome last = this.lastAttempt;
		return (last != Outcome.SUCCESS) ? last : Outcome.REJECTED;
	}

}
