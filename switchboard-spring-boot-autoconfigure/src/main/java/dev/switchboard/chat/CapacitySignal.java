package dev.switchboard.chat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.switchboard.routing.RoutingListener;

/**
 * Passes on the router's hint that a deployment may take requests, to those who wait for
 * it. It exists before the router and the chat model, and connects them.
 *
 * @since 0.1.0
 */
public final class CapacitySignal implements RoutingListener {

	private final List<Consumer<String>> waiting = new CopyOnWriteArrayList<>();

	@Override
	public void freed(String model) {
		for (Consumer<String> waiter : this.waiting) {
			waiter.accept(model);
		}
	}

	void subscribe(Consumer<String> waiter) {
		this.waiting.add(waiter);
	}

}
