package dev.switchboard.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.NoDeploymentAvailableException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.chat.ChatCall;
import dev.switchboard.chat.UsageFigures;
import dev.switchboard.connector.Fault;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.TokenUsage;
import dev.switchboard.routing.Unavailable;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.Prompt;

/**
 * One request to a model and its attempts: which deployments were tried, how they failed,
 * and the one decision whether to try another. The blocking loop and the streaming one
 * ask here and decide nothing themselves.
 */
public final class Round {

	private final Upstream upstream;

	private final ChatCall call;

	private final Prompt prompt;

	private final RouteRequest first;

	private final Deadline deadline;

	private final boolean bounded;

	private final Set<String> excluded = new HashSet<>();

	private final Set<String> throttled = new HashSet<>();

	private final List<Throwable> errors = new ArrayList<>();

	private @Nullable FailureKind failedOverFrom;

	private boolean sawNoChoices;

	private int attempts;

	/**
	 * Creates a round.
	 * @param deadline how long to wait for a deployment at most
	 * @param bounded whether that bounds the attempts too: it does not in a stream that
	 * has delivered something
	 */
	public Round(Upstream upstream, ChatCall call, Prompt prompt, Deadline deadline, boolean bounded) {
		this.deadline = deadline;
		this.upstream = upstream;
		this.call = call;
		this.prompt = prompt;
		this.bounded = bounded;
		this.first = new RouteRequest(call.model(), upstream.estimate(call.model(), prompt), call.sessionId(),
				call.preferred(), Set.of(), null);
	}

	public Prompt prompt() {
		return this.prompt;
	}

	public ChatCall call() {
		return this.call;
	}

	/** Asks for the next attempt's lease. */
	public CompletableFuture<Admission> admit() {
		if (this.bounded && this.deadline.hasPassed()) {
			return CompletableFuture.failedFuture(deadlineExceeded(lastError()));
		}
		return this.upstream.admissions().admit(request(this.excluded), request(patient()), this.deadline);
	}

	/** Translates why waiting for a lease ended without one. */
	public Throwable notAdmitted(Throwable failure) {
		if (failure instanceof DeadlineExceededException) {
			return deadlineExceeded(lastError());
		}
		return (failure instanceof SwitchboardClosedException) ? withEarlierErrors(failure) : failure;
	}

	private RouteRequest request(Set<String> excluded) {
		return (this.failedOverFrom != null) ? this.first.failover(excluded, this.failedOverFrom) : this.first;
	}

	/**
	 * Whom not to try again after waiting: a deployment that only throttled may have
	 * room.
	 */
	private Set<String> patient() {
		Set<String> patient = new HashSet<>(this.excluded);
		patient.removeAll(this.throttled);
		return patient;
	}

	/**
	 * Begins an attempt.
	 * @param admission what the router answered
	 * @throws NoDeploymentAvailableException when that is no lease and nothing was tried
	 */
	public Attempt begin(Admission admission) {
		if (admission instanceof Unavailable unavailable) {
			Throwable last = lastError();
			if (last != null) {
				throw Rethrow.unchanged(withEarlierErrors(last));
			}
			throw new NoDeploymentAvailableException(unavailable);
		}
		return begin((Lease) admission);
	}

	private Attempt begin(Lease lease) {
		try {
			Target target = this.upstream.target(lease.deployment());
			this.attempts++;
			int number = this.call.nextAttempt(lease);
			return new Attempt(lease, target, timeout(target),
					this.call.observation().attempt(lease.deployment(), number));
		}
		catch (Throwable ex) {
			// an observation handler or convention of the application's own
			Admissions.giveBack(lease);
			throw ex;
		}
	}

	private Duration timeout(Target target) {
		Duration remaining = this.deadline.remaining();
		return (this.bounded && remaining.compareTo(target.timeout()) < 0) ? atLeastOneMilli(remaining)
				: target.timeout();
	}

	private static Duration atLeastOneMilli(Duration duration) {
		return (duration.compareTo(Duration.ofMillis(1)) < 0) ? Duration.ofMillis(1) : duration;
	}

	/**
	 * Ends a failed attempt and decides whether another one follows. Only what the client
	 * throws while it exchanges is a fault; whatever else has been thrown is the caller's
	 * error.
	 * @param attempt the attempt
	 * @param error what was thrown during it
	 * @param delivered whether content has been delivered
	 * @return what to raise: {@link Failover} when another attempt follows, else the
	 * caller's error
	 */
	public Throwable failed(Attempt attempt, Throwable error, boolean delivered) {
		if (attempt.hasEnded()) {
			return error;
		}
		if (Signals.isError(error)) {
			attempt.abandon(error, Failure.Retained.ALL);
			return error;
		}
		try {
			return judged(attempt, error, delivered);
		}
		catch (Throwable ex) {
			// the connector's translation: nobody knows what happened
			attempt.abandon(ex, Failure.Retained.ALL);
			EarlierErrors.attach(ex, error);
			return ex;
		}
	}

	private Throwable judged(Attempt attempt, Throwable error, boolean delivered) {
		Fault fault = attempt.fault(error);
		if (fault.kind() == Fault.Kind.CANCELLED) {
			attempt.cancel();
			return error;
		}
		boolean late = this.bounded && !delivered && this.deadline.hasPassed();
		if (late && (fault.kind() == Fault.Kind.TIMEOUT || fault.kind() == Fault.Kind.NO_CREDENTIAL)) {
			// the caller's own deadline cut it short: no fault of the deployment
			attempt.failed(fault, Failure.unmarked(FailureKind.TIMED_OUT, Failure.Retained.ALL));
			return deadlineExceeded(error);
		}
		Lease lease = attempt.lease();
		// first, because the answer may tell the limit
		attempt.heard(fault);
		long limit = this.upstream.snapshot(lease.deployment()).tokensPerMinute();
		Verdict reaction = FaultTable.react(fault, limit, this.first.estimatedTokens());
		if (delivered) {
			reaction = reaction.afterContent();
		}
		attempt.failed(fault, reaction.failure());
		if (!mayFailOver(reaction)) {
			return withEarlierErrors(error);
		}
		if (late) {
			return deadlineExceeded(error);
		}
		exclude(lease, reaction, limit);
		this.errors.add(error);
		this.failedOverFrom = reaction.failure().kind();
		return Failover.NEXT;
	}

	private boolean mayFailOver(Verdict reaction) {
		boolean wanted = switch (reaction.failover()) {
			case NEVER -> false;
			case YES, TO_LARGER, TO_OTHER_CREDENTIAL -> true;
			case ONCE -> !this.sawNoChoices;
		};
		this.sawNoChoices |= reaction.failover() == Verdict.Failover.ONCE;
		return wanted && this.attempts < this.upstream.maxAttempts();
	}

	private void exclude(Lease lease, Verdict reaction, long limit) {
		this.excluded.add(lease.deployment().name());
		if (reaction.failover() == Verdict.Failover.TO_LARGER) {
			for (DeploymentSnapshot other : this.upstream.snapshots(this.call.model())) {
				if (other.tokensPerMinute() > 0 && other.tokensPerMinute() <= limit) {
					this.excluded.add(other.name());
				}
			}
		}
		else if (reaction.failover() == Verdict.Failover.TO_OTHER_CREDENTIAL) {
			excludeSharing(this.upstream.target(lease.deployment()).client().sharedCredential());
		}
		else if (reaction.failure().kind() == FailureKind.RATE_LIMITED) {
			this.throttled.add(lease.deployment().name());
		}
	}

	private void excludeSharing(@Nullable Object credential) {
		if (credential != null) {
			this.upstream.clients(this.call.model()).forEach((deployment, client) -> {
				if (credential.equals(client.sharedCredential())) {
					this.excluded.add(deployment);
				}
			});
		}
	}

	/**
	 * Ends an attempt that is complete. Does not throw: the answer is there.
	 * @param attempt the attempt
	 * @param usage what it used, or {@code null} when the service did not tell
	 */
	public void succeeded(Attempt attempt, @Nullable UsageFigures usage) {
		TokenUsage tokens = attempt.succeeded(usage);
		if (tokens != null) {
			this.upstream.learn(this.call.model(), this.prompt, tokens);
		}
		this.call.used(usage);
	}

	/** The round is over without a failover: its deadline has come. */
	public DeadlineExceededException deadlineExceeded(@Nullable Throwable cause) {
		return new DeadlineExceededException(this.call.model(), this.deadline.length(), cause);
	}

	public @Nullable Throwable lastError() {
		return this.errors.isEmpty() ? null : this.errors.get(this.errors.size() - 1);
	}

	/** Attaches the earlier attempts' errors where the exception allows it. */
	private Throwable withEarlierErrors(Throwable last) {
		this.errors.forEach((earlier) -> EarlierErrors.attach(last, earlier));
		return last;
	}

}
