package dev.switchboard.chat;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import reactor.util.context.ContextView;

/**
 * Carries the caller's thread-bound context, MDC included, to the threads on which a
 * stream's later attempts and tools run. What the application's Reactor context holds
 * takes precedence over the subscribing thread.
 */
final class ContextCarrier {

	private final ContextSnapshotFactory snapshots;

	ContextCarrier() {
		ContextRegistry registry = new ContextRegistry().loadContextAccessors().loadThreadLocalAccessors();
		registry.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());
		this.snapshots = ContextSnapshotFactory.builder().contextRegistry(registry).build();
	}

	ContextSnapshot capture(ContextView context) {
		return this.snapshots.captureAll(context);
	}

}
