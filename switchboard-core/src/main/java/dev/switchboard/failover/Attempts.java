package dev.switchboard.failover;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.NoDeploymentAvailableException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.connector.Fault;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Unavailable;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one round: which deployments were tried, how they failed, and whether
 * another one is tried. The blocking and the streaming loop both leave that decision to
 * this class.
 */
final class Attempts {

	private final Round round;

	private final Deployments deployments;

	private final Admissions admissions;

	private final int maxAttempts;

	private final RouteRequest first;

	private final Set<String> excluded = new HashSet<>();

	/**
	 * The excluded deployments that only throttled the request: they may serve it after a
	 * wait.
	 */
	private final Set<String> throttled = new HashSet<>();

	/** Read by the deadline's timer, too. */
	private final List<Throwable> errors = new CopyOnWriteArrayList<>();

	private @Nullable FailureKind failedOverFrom;

	private boolean sawNoChoices;

	private int count;

	private volatile @Nullable Attempt current;

	Attempts(Round round, Deployments deployments, Admissions admissions, int maxAttempts) {
		this.round = round;
		this.deployments = deployments;
		this.admissions = admissions;
		this.maxAttempts = maxAttempts;
		this.first = new RouteRequest(round.model(), round.estimatedTokens(), round.sessionId(), round.preferred(),
				Set.of(), null);
	}

	/** Asks for the next attempt's lease. */
	CompletableFuture<Admission> admit() {
		if (this.round.bounded() && this.round.deadline().hasPassed()) {
			return CompletableFuture.failedFuture(deadlineExceeded(lastError()));
		}
		Set<String> afterWaiting = new HashSet<>(this.excluded);
		afterWaiting.removeAll(this.throttled);
		return this.admissions.admit(request(this.excluded), request(afterWaiting), this.round.deadline());
	}

	private RouteRequest request(Set<String> excluded) {
		return (this.failedOverFrom != null) ? this.first.failover(excluded, this.failedOverFrom) : this.first;
	}

	/** Translates the error that ended the wait for a lease. */
	Throwable notAdmitted(Throwable failure) {
		if (failure instanceof DeadlineExceededException) {
			return deadlineExceeded(lastError());
		}
		return (failure instanceof SwitchboardClosedException) ? withEarlierErrors(failure) : failure;
	}

	/**
	 * Begins an attempt.
	 * @param admission what the router answered
	 * @throws NoDeploymentAvailableException when that is no lease and nothing was tried
	 */
	Attempt begin(Admission admission) {
		if (admission instanceof Lease lease) {
			return begin(lease);
		}
		Throwable last = lastError();
		if (last != null) {
			throw Rethrow.unchanged(withEarlierErrors(last));
		}
		throw new NoDeploymentAvailableException((Unavailable) admission);
	}

	private Attempt begin(Lease lease) {
		try {
			Target target = this.deployments.target(lease.deployment());
			this.count++;
			Attempt attempt = new Attempt(lease, target.client(), target.model(this.round.sessionId()), timeout(target),
					this.round.observer().attempt(lease.deployment()));
			this.current = attempt;
			return attempt;
		}
		catch (Throwable ex) {
			// an observation handler or convention of the application threw
			Admissions.giveBack(lease);
			throw ex;
		}
	}

	private Duration timeout(Target target) {
		if (!this.round.bounded()) {
			return target.timeout();
		}
		Duration remaining = this.round.deadline().remaining();
		Duration shortest = (remaining.compareTo(target.timeout()) < 0) ? remaining : target.timeout();
		return (shortest.toMillis() < 1) ? Duration.ofMillis(1) : shortest;
	}

	/**
	 * Ends a failed attempt and decides what follows. Only an exception from the client's
	 * exchange is a fault; every other error goes to the caller.
	 * @param attempt the attempt
	 * @param error what was thrown during it
	 * @param delivered whether content has reached the caller
	 */
	<R> Next<R> failed(Attempt attempt, Throwable error, boolean delivered) {
		if (attempt.hasEnded()) {
			return new Next.GiveUp<>(error);
		}
		if (Signals.isError(error)) {
			attempt.abandon(error, Failure.Retained.ALL);
			return new Next.GiveUp<>(error);
		}
		try {
			return judge(attempt, attempt.fault(error), error, delivered);
		}
		catch (Throwable ex) {
			// the connector's translation threw: the fault is unknown
			attempt.abandon(ex, Failure.Retained.ALL);
			EarlierErrors.attach(ex, error);
			return new Next.GiveUp<>(ex);
		}
	}

	private <R> Next<R> judge(Attempt attempt, Fault fault, Throwable error, boolean delivered) {
		if (fault.kind() == Fault.Kind.CANCELLED) {
			attempt.cancel();
			return new Next.GiveUp<>(error);
		}
		boolean late = this.round.bounded() && !delivered && this.round.deadline().hasPassed();
		if (late && (fault.kind() == Fault.Kind.TIMEOUT || fault.kind() == Fault.Kind.NO_CREDENTIAL)) {
			attempt.expired(fault);
			return new Next.GiveUp<>(deadlineExceeded(error));
		}
		// first, because the answer may contain the limit
		attempt.learn(fault);
		long limit = this.deployments.tokensPerMinute(attempt.deployment());
		Verdict verdict = FaultTable.judge(fault, limit, this.round.estimatedTokens());
		if (delivered) {
			verdict = verdict.afterContent();
		}
		attempt.failed(fault, verdict.failure());
		if (!mayFailOver(verdict)) {
			return new Next.GiveUp<>(withEarlierErrors(error));
		}
		if (late) {
			return new Next.GiveUp<>(deadlineExceeded(error));
		}
		exclude(attempt, verdict, limit);
		this.errors.add(error);
		this.failedOverFrom = verdict.failure().kind();
		return new Next.Retry<>();
	}

	private boolean mayFailOver(Verdict verdict) {
		boolean wanted = switch (verdict.failover()) {
			case NONE -> false;
			case ANY, LARGER, OTHER_CREDENTIAL -> true;
			case ANY_ONCE -> !this.sawNoChoices;
		};
		this.sawNoChoices |= verdict.failover() == Verdict.FailoverTo.ANY_ONCE;
		return wanted && this.count < this.maxAttempts;
	}

	private void exclude(Attempt attempt, Verdict verdict, long limit) {
		String deployment = attempt.deployment().name();
		this.excluded.add(deployment);
		if (verdict.failover() == Verdict.FailoverTo.LARGER) {
			this.excluded.addAll(this.deployments.notLargerThan(limit, this.round.model()));
		}
		else if (verdict.failover() == Verdict.FailoverTo.OTHER_CREDENTIAL) {
			Object credential = attempt.client().sharedCredential();
			if (credential != null) {
				this.excluded.addAll(this.deployments.withCredential(credential, this.round.model()));
			}
		}
		else if (verdict.failure().kind() == FailureKind.RATE_LIMITED) {
			this.throttled.add(deployment);
		}
	}

	/** Ends the attempt under way, because the caller has cancelled. */
	void cancel() {
		Attempt attempt = this.current;
		if (attempt != null) {
			attempt.cancel();
		}
	}

	/** Ends the attempt under way, because the deadline has come. */
	void expire(DeadlineExceededException exceeded) {
		Attempt attempt = this.current;
		if (attempt != null) {
			attempt.expired(Fault.of(Fault.Kind.TIMEOUT, exceeded));
		}
	}

	DeadlineExceededException deadlineExceeded() {
		return deadlineExceeded(lastError());
	}

	private DeadlineExceededException deadlineExceeded(@Nullable Throwable cause) {
		return new DeadlineExceededException(this.round.model(), this.round.deadline().length(), cause);
	}

	private @Nullable Throwable lastError() {
		return this.errors.isEmpty() ? null : this.errors.get(this.errors.size() - 1);
	}

	/**
	 * Attaches the errors of the earlier attempts, if the exception accepts suppressed
	 * ones.
	 */
	private Throwable withEarlierErrors(Throwable last) {
		this.errors.forEach((earlier) -> EarlierErrors.attach(last, earlier));
		return last;
	}

}
