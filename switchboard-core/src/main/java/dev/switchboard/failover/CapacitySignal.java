package dev.switchboard.failover;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.switchboard.routing.RoutingListener;

/**
 * Tells waiting requests that it is time to look again: a deployment may take requests,
 * or was taken out of rotation. Created before the router and the engine, it connects the
 * two.
 *
 * @since 0.1.0
 */
public class CapacitySignal implements RoutingListener {

	private final List<RoutingListener> waiting = new CopyOnWriteArrayList<>();

	@Override
	public void freed(String model) {
		for (RoutingListener waiter : this.waiting) {
			waiter.freed(model);
		}
	}

	@Override
	public void cooledDown(Cooldown cooldown) {
		for (RoutingListener waiter : this.waiting) {
			waiter.cooledDown(cooldown);
		}
	}

	void subscribe(RoutingListener waiter) {
		this.waiting.add(waiter);
	}

}
