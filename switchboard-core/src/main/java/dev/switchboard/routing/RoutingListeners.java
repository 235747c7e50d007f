package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Combines all listeners into one that does not throw: an exception is logged and affects
 * neither the other listeners nor the request, because the router calls them in the
 * middle of its accounting.
 */
final class RoutingListeners implements RoutingListener {

	private static final Logger logger = LoggerFactory.getLogger(RoutingListeners.class);

	private final RoutingListener[] listeners;

	/** Classes that have thrown before: a broken listener would fill the log. */
	private final Set<String> broken = ConcurrentHashMap.newKeySet();

	private RoutingListeners(List<RoutingListener> listeners) {
		this.listeners = listeners.toArray(RoutingListener[]::new);
	}

	/**
	 * Combines listeners.
	 * @param listeners the listeners, called in this order
	 * @return one listener
	 */
	static RoutingListener of(List<RoutingListener> listeners) {
		return listeners.isEmpty() ? NONE : new RoutingListeners(listeners);
	}

	@Override
	public void selected(Lease lease) {
		tell((listener) -> listener.selected(lease));
	}

	@Override
	public void settled(Deployment deployment, TokenUsage usage) {
		tell((listener) -> listener.settled(deployment, usage));
	}

	@Override
	public void failedOver(String model, FailureKind reason) {
		tell((listener) -> listener.failedOver(model, reason));
	}

	@Override
	public void failoverRefused(String model) {
		tell((listener) -> listener.failoverRefused(model));
	}

	@Override
	public void cooledDown(Cooldown cooldown) {
		tell((listener) -> listener.cooledDown(cooldown));
	}

	@Override
	public void firstContent(Deployment deployment, Duration sinceCall) {
		tell((listener) -> listener.firstContent(deployment, sinceCall));
	}

	@Override
	public void bestEffort(String model) {
		tell((listener) -> listener.bestEffort(model));
	}

	@Override
	public void freed(String model) {
		tell((listener) -> listener.freed(model));
	}

	private void tell(Consumer<RoutingListener> event) {
		for (RoutingListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (Throwable ex) {
				report(listener, ex);
			}
		}
	}

	/** Class and place, but not the message, which may contain a secret. */
	private void report(RoutingListener listener, Throwable ex) {
		String name = listener.getClass().getName();
		if (this.broken.add(name)) {
			StackTraceElement[] trace = ex.getStackTrace();
			logger.warn("Routing listener {} threw {}{}; requests go on without it. Logged once", name,
					ex.getClass().getName(), (trace.length > 0) ? " at " + trace[0] : "");
		}
	}

}
