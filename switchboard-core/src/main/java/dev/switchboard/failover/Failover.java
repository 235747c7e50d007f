package dev.switchboard.failover;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.SwitchboardException;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.routing.Admission;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * The engine: sends a request to one deployment after another until one answers, on the
 * caller's thread or as a stream. It knows neither the type of the request nor that of
 * the response.
 * <p>
 * Not final, so that Spring can put an application's aspects around it.
 *
 * @since 0.1.0
 */
public class Failover implements AutoCloseable {

	private final Set<String> models;

	private final Deployments deployments;

	private final List<DeploymentClient> clients;

	private final Admissions admissions;

	private final int maxAttempts;

	private final Scheduler scheduler;

	private final AtomicBoolean disconnected = new AtomicBoolean();

	private final ActiveCalls activeCalls = new ActiveCalls();

	Failover(Set<String> models, Deployments deployments, List<DeploymentClient> clients, Admissions admissions,
			int maxAttempts, Scheduler scheduler) {
		this.models = models;
		this.deployments = deployments;
		this.clients = clients;
		this.admissions = admissions;
		this.maxAttempts = maxAttempts;
		this.scheduler = scheduler;
	}

	/**
	 * Starts to build an engine.
	 * @return a builder
	 */
	public static FailoverBuilder builder() {
		return new FailoverBuilder();
	}

	/**
	 * Runs a round on this thread. The next deployment is tried at once: since it is a
	 * different one, there is nothing to wait for.
	 * @param <R> the type of the response
	 * @param round the round
	 * @param send sends the request of one attempt and waits for the answer
	 * @return the response
	 * @throws SwitchboardException when no deployment is available, or the deadline has
	 * passed
	 * @throws RuntimeException what the last attempt threw, as it was thrown
	 */
	public <R> R call(Round round, Function<Attempt, Answer<R>> send) {
		Attempts attempts = attempts(round);
		while (true) {
			Next<R> next = attempt(attempts, send);
			if (next instanceof Next.Done<R> done) {
				return done.response();
			}
			if (next instanceof Next.GiveUp<R> giveUp) {
				throw Rethrow.unchanged(giveUp.error());
			}
		}
	}

	private static <R> Next<R> attempt(Attempts attempts, Function<Attempt, Answer<R>> send) {
		Attempt attempt = attempts.begin(await(attempts));
		Answer<R> answer;
		try {
			answer = attempt.send(send);
		}
		catch (Throwable ex) {
			return attempts.failed(attempt, ex, false);
		}
		attempt.succeeded(answer.usage());
		return new Next.Done<>(answer.value());
	}

	private static Admission await(Attempts attempts) {
		CompletableFuture<Admission> admission = attempts.admit();
		try {
			if (Thread.interrupted()) {
				// a future that is complete does not look
				throw new InterruptedException();
			}
			return admission.get();
		}
		catch (InterruptedException ex) {
			Admissions.withdraw(admission);
			Thread.currentThread().interrupt();
			throw new CancellationException("Interrupted while waiting for a deployment");
		}
		catch (ExecutionException ex) {
			throw Rethrow.unchanged(attempts.notAdmitted((ex.getCause() != null) ? ex.getCause() : ex));
		}
	}

	/**
	 * Runs a round as a stream. Another deployment is tried only before the first
	 * content. Never blocks.
	 * @param <R> the type of a chunk
	 * @param round the round
	 * @param open opens the streamed answer of one attempt
	 * @param callersContext restores the caller's thread-locals on this thread
	 * @return the chunks
	 */
	public <R> Flux<R> stream(Round round, Function<Attempt, StreamedAnswer<R>> open,
			Supplier<Quietly.Scope> callersContext) {
		return Flux
			.defer(() -> new StreamedRound<>(round, attempts(round), open, callersContext, this.scheduler).run());
	}

	private Attempts attempts(Round round) {
		return new Attempts(round, this.deployments, this.admissions, this.maxAttempts);
	}

	/**
	 * The models to choose from.
	 * @return their names
	 */
	public Set<String> models() {
		return this.models;
	}

	/**
	 * Counts the calls and streams under way, and refuses new ones after
	 * {@link #shutdown}.
	 * @return the count
	 */
	public ActiveCalls activeCalls() {
		return this.activeCalls;
	}

	/**
	 * Refuses new calls with {@link SwitchboardClosedException}; calls and streams in
	 * progress continue.
	 * @param whenIdle runs once, when the last of them has ended
	 */
	public void shutdown(Runnable whenIdle) {
		this.activeCalls.close(whenIdle);
	}

	/**
	 * Ends every call and stream that waits for a deployment with
	 * {@link SwitchboardClosedException}, and lets no further one wait. Requests that
	 * have been sent continue.
	 */
	public void endWaiting() {
		this.admissions.close();
	}

	/** Accepts calls again after {@link #shutdown} and {@link #endWaiting}. */
	public void open() {
		this.admissions.open();
		this.activeCalls.open();
	}

	/**
	 * Refuses new calls, ends those that wait for a deployment and disconnects from every
	 * deployment.
	 * @throws IllegalStateException when a client could not be closed; the others are
	 */
	@Override
	public void close() {
		shutdown(() -> {
		});
		endWaiting();
		disconnect();
	}

	private void disconnect() {
		if (!this.disconnected.compareAndSet(false, true)) {
			return;
		}
		RuntimeException failure = null;
		for (DeploymentClient client : this.clients) {
			try {
				client.close();
			}
			catch (RuntimeException | Error ex) {
				if (failure == null) {
					failure = new IllegalStateException("Not every client of a deployment could be closed");
				}
				failure.addSuppressed(ex);
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

}
