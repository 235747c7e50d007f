package dev.switchboard.chat;

import java.util.List;

import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.Lease;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.routing.TokenUsage;

/**
 * Several listeners as one.
 *
 * @since 0.1.0
 */
public final class RoutingListeners implements RoutingListener {

	private final RoutingListener[] listeners;

	private RoutingListeners(List<RoutingListener> listeners) {
		this.listeners = listeners.toArray(RoutingListener[]::new);
	}

	/**
	 * Combines listeners.
	 * @param listeners the listeners, told of each event in this order
	 * @return one listener
	 */
	public static RoutingListener of(List<RoutingListener> listeners) {
		return (listeners.size() == 1) ? listeners.get(0) : new RoutingListeners(listeners);
	}

	@Override
	public void selected(Lease lease) {
		for (RoutingListener listener : this.listeners) {
			listener.selected(lease);
		}
	}

	@Override
	public void settled(Deployment deployment, TokenUsage usage) {
		for (RoutingListener listener : this.listeners) {
			listener.settled(deployment, usage);
		}
	}

	@Override
	public void failedOver(String model, FailureKind reason) {
		for (RoutingListener listener : this.listeners) {
			listener.failedOver(model, reason);
		}
	}

	@Override
	public void cooledDown(Cooldown cooldown) {
		for (RoutingListener listener : this.listeners) {
			listener.cooledDown(cooldown);
		}
	}

	@Override
	public void bestEffort(String model) {
		for (RoutingListener listener : this.listeners) {
			listener.bestEffort(model);
		}
	}

	@Override
	public void freed(String model) {
		for (RoutingListener listener : this.listeners) {
			listener.freed(model);
		}
	}

}
