package dev.switchboard.wire;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import reactor.util.context.ContextView;

/**
 * Carries the caller's thread-bound context, MDC included, to the threads on which a
 * stream's later attempts and tools run. The application's Reactor context takes
 * precedence over the subscribing thread.
 */
public final class ContextCarrier {

	/** The application's, and MDC, which it need not register. */
	private final ContextRegistry registry = new ContextRegistry().loadContextAccessors()
		.registerThreadLocalAccessor(new Slf4jThreadLocalAccessor());

	private final ContextSnapshotFactory snapshots = ContextSnapshotFactory.builder()
		.contextRegistry(this.registry)
		.build();

	public ContextSnapshot capture(ContextView context) {
		// looked up each time: libraries register theirs when they are first used
		for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
			if (!this.registry.getThreadLocalAccessors().contains(accessor)) {
				this.registry.registerThreadLocalAccessor(accessor);
			}
		}
		return this.snapshots.captureAll(context);
	}

}
