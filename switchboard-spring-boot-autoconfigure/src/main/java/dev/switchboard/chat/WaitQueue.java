package dev.switchboard.chat;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.Unavailable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The queue of requests that wait for a deployment, one per model, first come first
 * served. Its head asks the router again when the router hints that something was freed,
 * and when the wait that the router named is over. Nothing here blocks: a waiting request
 * is a future.
 */
final class WaitQueue implements Admissions {

	private final Router router;

	private final Scheduler scheduler;

	private final Map<String, Line> lines = new ConcurrentHashMap<>();

	WaitQueue(Router router, Scheduler scheduler, CapacitySignal signal) {
		this.router = router;
		this.scheduler = scheduler;
		signal.subscribe((model) -> {
			Line line = this.lines.get(model);
			if (line != null) {
				line.advance();
			}
		});
	}

	/**
	 * {@inheritDoc} Yields {@link Unavailable} when nothing can become available before
	 * the deadline, and never completes later than that.
	 */
	@Override
	public CompletableFuture<Admission> admit(RouteRequest now, RouteRequest later, Deadline deadline) {
		Line line = this.lines.computeIfAbsent(now.model(), (model) -> new Line());
		if (line.isEmpty()) {
			Admission admission = this.router.acquire(now);
			if (admission instanceof Lease || isHopeless((Unavailable) admission, deadline)) {
				return CompletableFuture.completedFuture(admission);
			}
		}
		return line.join(new Waiter(later, deadline, new CompletableFuture<>()));
	}

	private static boolean isHopeless(Unavailable unavailable, Deadline deadline) {
		return unavailable.cause() == Unavailable.Cause.BUDGET_EXHAUSTED || unavailable.retryAfter() == null
				|| unavailable.retryAfter().compareTo(deadline.remaining()) > 0;
	}

	private record Waiter(RouteRequest request, Deadline deadline, CompletableFuture<Admission> admission) {

	}

	/** The line of one model. */
	private final class Line {

		private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

		/** How many reasons to look again have come up; the first one does the work. */
		private final AtomicInteger wanted = new AtomicInteger();

		private final Disposable.Swap alarm = Disposables.swap();

		boolean isEmpty() {
			return this.waiters.isEmpty();
		}

		CompletableFuture<Admission> join(Waiter waiter) {
			this.waiters.add(waiter);
			Disposable expiry = in(waiter.deadline().remaining(), () -> {
				waiter.admission()
					.completeExceptionally(
							new DeadlineExceededException(waiter.request().model(), waiter.deadline().length(), null));
				advance();
			});
			waiter.admission().whenComplete((admission, failure) -> {
				expiry.dispose();
				this.waiters.remove(waiter);
				advance();
			});
			advance();
			return waiter.admission();
		}

		/**
		 * Serves the head as long as it can be served. One thread at a time does it;
		 * others leave a note that it is to look again.
		 */
		void advance() {
			if (this.wanted.getAndIncrement() != 0) {
				return;
			}
			int seen = 1;
			while (seen != 0) {
				Waiter head = this.waiters.peek();
				while (head != null && serve(head)) {
					this.waiters.remove(head);
					head = this.waiters.peek();
				}
				seen = this.wanted.addAndGet(-seen);
			}
		}

		/** Whether the head has got its answer. */
		private boolean serve(Waiter head) {
			if (head.admission().isDone()) {
				return true;
			}
			Admission admission;
			try {
				admission = WaitQueue.this.router.acquire(head.request());
			}
			catch (Throwable ex) {
				// a selection policy of the application's own; those behind go on
				head.admission().completeExceptionally(ex);
				return true;
			}
			if (admission instanceof Unavailable unavailable && !isHopeless(unavailable, head.deadline())
					&& unavailable.retryAfter() != null) {
				this.alarm.update(in(unavailable.retryAfter(), this::advance));
				return false;
			}
			if (!head.admission().complete(admission) && admission instanceof Lease lease) {
				Admissions.giveBack(lease);
			}
			return true;
		}

		private Disposable in(Duration delay, Runnable task) {
			// one more millisecond: never early
			return WaitQueue.this.scheduler.schedule(task, Math.max(0, delay.toMillis()) + 1, TimeUnit.MILLISECONDS);
		}

	}

}
