package dev.switchboard.failover;

import java.util.concurrent.CompletableFuture;

import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Failure;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;

/**
 * How a request gets its lease: at once, or when its turn comes.
 */
@FunctionalInterface
interface Admissions {

	/**
	 * Admits a request. Cancelling the future withdraws it.
	 * @param now the request as it is now
	 * @param later the request to wait with: it may return to deployments that only
	 * throttled it
	 * @param deadline how long to wait at most
	 */
	CompletableFuture<Admission> admit(RouteRequest now, RouteRequest later, Deadline deadline);

	/**
	 * Ends every wait with {@link SwitchboardClosedException}, and lets no further
	 * request wait.
	 */
	default void close() {
	}

	/** Lets requests wait again after {@link #close}. */
	default void open() {
	}

	/** Admits at once or not at all. */
	static Admissions immediate(Router router) {
		return (now, later, deadline) -> CompletableFuture.completedFuture(router.acquire(now));
	}

	/** Leaves the queue, or gives back a lease that has just been granted. */
	static void withdraw(CompletableFuture<Admission> admission) {
		admission.cancel(false);
		if (!admission.isCompletedExceptionally()) {
			giveBack(admission.join());
		}
	}

	/** Returns a lease that was granted but not used. */
	static void giveBack(Admission admission) {
		if (admission instanceof Lease lease) {
			lease.fail(Failure.unmarked(FailureKind.REJECTED, Failure.Retained.NOTHING));
		}
	}

}
