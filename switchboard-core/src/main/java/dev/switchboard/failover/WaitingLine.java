package dev.switchboard.failover;

import java.time.Duration;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import dev.switchboard.DeadlineExceededException;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.routing.Admission;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Unavailable;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The requests that wait for a deployment of one model, first come, first served. A
 * deployment goes to the first request in line that may use it: a request is overtaken
 * only on deployments that it excludes because they have failed it. The line moves when
 * the router signals that capacity was freed, and when the shortest wait that the router
 * named is over.
 */
final class WaitingLine {

	private final Router router;

	private final Scheduler scheduler;

	/** The names of the model's deployments. */
	private final Set<String> deployments;

	/** By the order in which they joined; any of them may leave at any time. */
	private final NavigableMap<Long, Waiter> waiters = new ConcurrentSkipListMap<>();

	private final AtomicLong numbers = new AtomicLong();

	/**
	 * The number of calls of {@link #advance} that were not served yet; the first caller
	 * serves all.
	 */
	private final AtomicInteger wanted = new AtomicInteger();

	private final Disposable.Swap alarm = Disposables.swap();

	private volatile boolean closed;

	WaitingLine(String model, Router router, Scheduler scheduler) {
		this.router = router;
		this.scheduler = scheduler;
		this.deployments = router.snapshots()
			.stream()
			.filter((snapshot) -> snapshot.model().equals(model))
			.map(DeploymentSnapshot::name)
			.collect(Collectors.toUnmodifiableSet());
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	/**
	 * Joins the line.
	 * @return completed with a lease, with {@link Unavailable} when the request cannot be
	 * served before its deadline, or with {@link DeadlineExceededException} or
	 * {@link SwitchboardClosedException}; cancelling it leaves the line
	 */
	CompletableFuture<Admission> join(RouteRequest request, Deadline deadline) {
		Waiter waiter = new Waiter(request, deadline, new CompletableFuture<>());
		Long number = this.numbers.getAndIncrement();
		Disposable expiry = in(deadline.remaining(), () -> waiter.admission()
			.completeExceptionally(new DeadlineExceededException(request.model(), deadline.length(), null)));
		this.waiters.put(number, waiter);
		// no other request gains from one that leaves: what it waited for is not
		// available
		waiter.admission().whenComplete((admission, failure) -> {
			expiry.dispose();
			this.waiters.remove(number);
		});
		// checked after joining: a concurrent close finds the request in line
		if (this.closed) {
			refuse(waiter);
		}
		else {
			dismissIfHopeless(waiter);
			advance();
		}
		return waiter.admission();
	}

	/**
	 * Ends the wait of every request in line, and of those that join from now on, with
	 * {@link SwitchboardClosedException}.
	 */
	void close() {
		this.closed = true;
		this.waiters.values().forEach(WaitingLine::refuse);
		this.alarm.update(Disposables.disposed());
	}

	private static void refuse(Waiter waiter) {
		waiter.admission().completeExceptionally(new SwitchboardClosedException());
	}

	/** Lets requests join again. */
	void open() {
		this.closed = false;
	}

	/** Answers the requests that can no longer be served before their deadlines. */
	void dismiss() {
		this.waiters.values().forEach(this::dismissIfHopeless);
	}

	private void dismissIfHopeless(Waiter waiter) {
		Unavailable unavailable = this.router.unavailable(waiter.request());
		if (waiter.isHopeless(unavailable)) {
			waiter.admission().complete(unavailable);
		}
	}

	/**
	 * Serves every request that can be served. One thread at a time does so; a thread
	 * that comes meanwhile makes it look once more.
	 */
	void advance() {
		if (this.wanted.getAndIncrement() != 0) {
			return;
		}
		int seen = 1;
		try {
			while (seen != 0) {
				serve();
				seen = this.wanted.addAndGet(-seen);
			}
		}
		catch (Throwable ex) {
			// a scheduler that was shut down rejects the alarm: the line must be able to
			// move again
			this.wanted.set(0);
			throw ex;
		}
	}

	private void serve() {
		Set<String> unclaimed = new HashSet<>(this.deployments);
		Duration soonest = null;
		for (Waiter waiter : this.waiters.values()) {
			if (unclaimed.isEmpty()) {
				break;
			}
			if (!waiter.request().excluded().containsAll(unclaimed)) {
				Unavailable unavailable = serve(waiter, unclaimed);
				if (unavailable != null) {
					soonest = earlier(soonest, unavailable.retryAfter());
					unclaimed.retainAll(waiter.request().excluded());
				}
			}
		}
		if (soonest != null) {
			this.alarm.update(in(soonest, this::advance));
		}
	}

	/**
	 * Serves a request from the unclaimed deployments, or answers it if it cannot be
	 * served at all.
	 * @return why it keeps waiting, or {@code null} if it has its answer
	 */
	private @Nullable Unavailable serve(Waiter waiter, Set<String> unclaimed) {
		if (waiter.admission().isDone()) {
			return null;
		}
		Set<String> claimed = new HashSet<>(this.deployments);
		claimed.removeAll(unclaimed);
		Admission admission;
		try {
			admission = this.router.acquire(waiter.request().excluding(claimed));
		}
		catch (Throwable ex) {
			// the application's selection policy threw; the requests behind continue
			waiter.admission().completeExceptionally(ex);
			return null;
		}
		if (admission instanceof Unavailable unavailable) {
			boolean refused = unavailable.cause() == Unavailable.Cause.BUDGET_EXHAUSTED;
			Unavailable own = (refused || claimed.isEmpty()) ? unavailable : this.router.unavailable(waiter.request());
			if (!refused && !waiter.isHopeless(own)) {
				return unavailable;
			}
			waiter.admission().complete(own);
		}
		else if (!waiter.admission().complete(admission) && admission instanceof Lease lease) {
			Admissions.giveBack(lease);
		}
		return null;
	}

	private static @Nullable Duration earlier(@Nullable Duration a, @Nullable Duration b) {
		if (a == null || b == null) {
			return (a != null) ? a : b;
		}
		return (a.compareTo(b) < 0) ? a : b;
	}

	private Disposable in(Duration delay, Runnable task) {
		// one more millisecond: never early
		return this.scheduler.schedule(task, Math.max(0, delay.toMillis()) + 1, TimeUnit.MILLISECONDS);
	}

	private record Waiter(RouteRequest request, Deadline deadline, CompletableFuture<Admission> admission) {

		/**
		 * Returns whether nothing that the request may use becomes available before its
		 * deadline.
		 */
		boolean isHopeless(Unavailable unavailable) {
			Duration wait = unavailable.retryAfter();
			return wait == null || wait.compareTo(this.deadline.remaining()) > 0;
		}

	}

}
