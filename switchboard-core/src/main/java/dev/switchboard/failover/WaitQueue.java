package dev.switchboard.failover;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.switchboard.routing.Admission;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RouteRequest;
import dev.switchboard.routing.Router;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.routing.Unavailable;
import reactor.core.scheduler.Scheduler;

/**
 * Lets requests wait for a deployment, in one {@link WaitingLine} per model. Nothing here
 * blocks: a waiting request is a future.
 */
final class WaitQueue implements Admissions {

	private final Router router;

	private final Map<String, WaitingLine> lines;

	WaitQueue(Router router, Scheduler scheduler, CapacitySignal signal) {
		this.router = router;
		this.lines = router.models()
			.stream()
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(model) -> new WaitingLine(model, router, scheduler)));
		signal.subscribe(new RoutingListener() {

			@Override
			public void freed(String model) {
				withLine(model, WaitingLine::advance);
			}

			@Override
			public void cooledDown(Cooldown cooldown) {
				cooldown.models().forEach((model) -> withLine(model, WaitQueue::reconsider));
			}

		});
	}

	// an operator may have shortened a cooldown, too: the alarm is set to its end
	private static void reconsider(WaitingLine line) {
		line.dismiss();
		line.advance();
	}

	private void withLine(String model, Consumer<WaitingLine> action) {
		WaitingLine line = this.lines.get(model);
		if (line != null) {
			action.accept(line);
		}
	}

	/**
	 * {@inheritDoc} The result is {@link Unavailable} if nothing that the request may use
	 * can become available before the deadline. Completes at the deadline at the latest.
	 */
	@Override
	public CompletableFuture<Admission> admit(RouteRequest now, RouteRequest later, Deadline deadline) {
		WaitingLine line = Objects.requireNonNull(this.lines.get(now.model()), now.model());
		if (line.isEmpty()) {
			Admission admission = this.router.acquire(now);
			if (admission instanceof Lease || isBudgetExhausted((Unavailable) admission)) {
				return CompletableFuture.completedFuture(admission);
			}
		}
		return line.join(later, deadline);
	}

	@Override
	public void close() {
		this.lines.values().forEach(WaitingLine::close);
	}

	@Override
	public void open() {
		this.lines.values().forEach(WaitingLine::open);
	}

	private static boolean isBudgetExhausted(Unavailable unavailable) {
		return unavailable.cause() == Unavailable.Cause.BUDGET_EXHAUSTED;
	}

}
