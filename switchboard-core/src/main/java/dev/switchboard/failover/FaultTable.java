package dev.switchboard.failover;

import java.time.Duration;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.failover.Verdict.FailoverTo;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.Failure.Pause;
import dev.switchboard.routing.Failure.Retained;
import dev.switchboard.routing.Failure.Scope;
import dev.switchboard.routing.FailureKind;
import org.jspecify.annotations.Nullable;

import static dev.switchboard.failover.Verdict.FailoverTo.ANY;
import static dev.switchboard.failover.Verdict.FailoverTo.ANY_ONCE;
import static dev.switchboard.failover.Verdict.FailoverTo.LARGER;
import static dev.switchboard.failover.Verdict.FailoverTo.NONE;
import static dev.switchboard.failover.Verdict.FailoverTo.OTHER_CREDENTIAL;
import static dev.switchboard.routing.Failure.Pause.COOLDOWN;
import static dev.switchboard.routing.Failure.Pause.QUARANTINE;
import static dev.switchboard.routing.Failure.Pause.WAIT;
import static dev.switchboard.routing.Failure.Retained.ALL;
import static dev.switchboard.routing.Failure.Retained.NOTHING;
import static dev.switchboard.routing.Failure.Retained.REQUEST;
import static dev.switchboard.routing.Failure.Scope.DEPLOYMENT;
import static dev.switchboard.routing.Failure.Scope.MODEL;
import static dev.switchboard.routing.FailureKind.RATE_LIMITED;
import static dev.switchboard.routing.FailureKind.REJECTED;
import static dev.switchboard.routing.FailureKind.TIMED_OUT;
import static dev.switchboard.routing.FailureKind.UNAVAILABLE;

/**
 * Says what each fault leads to: whether another deployment is tried, what leaves the
 * rotation after how many failures in a row and for how long, and what stays reserved.
 * Each row reads like the table in the documentation.
 */
final class FaultTable {

	/**
	 * Failures in a row after which a fault that is probably temporary takes the
	 * deployment out.
	 */
	static final int THRESHOLD = 5;

	/**
	 * A service that asks for more than this on a request larger than the deployment's
	 * whole minute says that it will never fit, not that the deployment is busy.
	 */
	private static final Duration NEVER_FITS = Duration.ofHours(1);

	private FaultTable() {
	}

	/**
	 * Looks up a fault.
	 * @param fault the fault
	 * @param tokensPerMinute the deployment's token limit in force, configured or
	 * learned; 0 when unknown
	 * @param estimatedTokens the size of the request
	 */
	static Verdict judge(Fault fault, long tokensPerMinute, long estimatedTokens) {
		RetryAfter wait = RetryAfter.of(fault);
		Verdict verdict = switch (fault.kind()) {
			case STATUS -> byStatus(fault, wait, tokensPerMinute, estimatedTokens);
			case NOT_WRITTEN -> leaves(NONE, REJECTED, NOTHING);
			case NO_CREDENTIAL -> marks(OTHER_CREDENTIAL, UNAVAILABLE, DEPLOYMENT, 1, COOLDOWN, NOTHING);
			case CONNECT -> marks(ANY, UNAVAILABLE, DEPLOYMENT, 1, COOLDOWN, NOTHING);
			case CERTIFICATE -> marks(ANY, UNAVAILABLE, DEPLOYMENT, 1, QUARANTINE, NOTHING);
			case TIMEOUT -> marks(ANY, TIMED_OUT, MODEL, THRESHOLD, COOLDOWN, ALL);
			case RESET, TRUNCATED -> marks(ANY, UNAVAILABLE, MODEL, 2, COOLDOWN, ALL);
			case INVALID_RESPONSE -> marks(ANY, UNAVAILABLE, MODEL, 3, COOLDOWN, ALL);
			case NO_CHOICES -> leaves(ANY_ONCE, UNAVAILABLE, ALL);
			case POOL_EXHAUSTED -> leaves(NONE, UNAVAILABLE, NOTHING);
			case CANCELLED -> leaves(NONE, REJECTED, ALL);
			case UNKNOWN -> marks(ANY, UNAVAILABLE, MODEL, THRESHOLD, COOLDOWN, ALL);
		};
		Failure failure = verdict.failure()
			.withRetryAfter(wait.duration(), wait.exact())
			.withOrigin(fault.status(), requestId(fault.headers()));
		return new Verdict(verdict.failover(),
				(fault.kind() == Fault.Kind.NO_CREDENTIAL) ? failure.withoutCredential() : failure);
	}

	private static Verdict byStatus(Fault fault, RetryAfter wait, long tokensPerMinute, long estimatedTokens) {
		int status = (fault.status() != null) ? fault.status() : 0;
		return switch (status) {
			case 400 -> says(fault, "OperationNotSupported") ? marks(ANY, UNAVAILABLE, MODEL, 1, QUARANTINE, REQUEST)
					: leaves(NONE, REJECTED, REQUEST);
			case 413, 415, 422 -> leaves(NONE, REJECTED, REQUEST);
			case 401, 403 -> marks(ANY, UNAVAILABLE, DEPLOYMENT, 1, QUARANTINE, REQUEST);
			case 404 ->
				marks(ANY, UNAVAILABLE, says(fault, "DeploymentNotFound") ? MODEL : DEPLOYMENT, 1, QUARANTINE, REQUEST);
			case 408, 424 -> marks(ANY, UNAVAILABLE, MODEL, THRESHOLD, COOLDOWN, REQUEST);
			case 409, 499 -> leaves(ANY, UNAVAILABLE, REQUEST);
			case 429 -> throttled(fault, wait, tokensPerMinute, estimatedTokens);
			case 502, 504 -> marks(ANY, UNAVAILABLE, MODEL, 2, COOLDOWN, ALL);
			case 503 -> marks(ANY, UNAVAILABLE, MODEL, 1, WAIT, ALL);
			default -> marks(ANY, UNAVAILABLE, MODEL, THRESHOLD, COOLDOWN, (status / 100 == 4) ? REQUEST : ALL);
		};
	}

	private static Verdict throttled(Fault fault, RetryAfter wait, long tokensPerMinute, long estimatedTokens) {
		if (says(fault, "insufficient_quota")) {
			return marks(ANY, RATE_LIMITED, MODEL, 1, QUARANTINE, NOTHING);
		}
		boolean neverFits = tokensPerMinute > 0 && estimatedTokens > tokensPerMinute && wait.isLongerThan(NEVER_FITS);
		return neverFits ? leaves(LARGER, RATE_LIMITED, NOTHING) : marks(ANY, RATE_LIMITED, MODEL, 1, WAIT, NOTHING);
	}

	private static Verdict marks(FailoverTo failover, FailureKind kind, Scope scope, int failuresInARow, Pause pause,
			Retained retained) {
		return new Verdict(failover, Failure.marking(kind, scope, failuresInARow, pause, retained));
	}

	private static Verdict leaves(FailoverTo failover, FailureKind kind, Retained retained) {
		return new Verdict(failover, Failure.unmarked(kind, retained));
	}

	private static boolean says(Fault fault, String code) {
		return code.equalsIgnoreCase(fault.code());
	}

	private static @Nullable String requestId(ResponseHeaders headers) {
		String id = headers.first("apim-request-id");
		return (id != null) ? id : headers.first("x-request-id");
	}

}
