package dev.switchboard.failover;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.switchboard.routing.RoutingListener;

/**
 * Passes on to waiting requests what changes their prospects: the router's hint that a
 * deployment may take requests, and that one was taken out of rotation. It exists before
 * the router and the chat model, and connects them.
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
