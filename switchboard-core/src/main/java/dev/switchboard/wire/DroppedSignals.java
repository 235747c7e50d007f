package dev.switchboard.wire;

import java.util.function.Consumer;

import reactor.util.context.Context;

/**
 * Drops signals that arrive too late: a chunk after a cancel, an error after an error.
 * Reactor would log them with the completion or response body that they carry.
 *
 * @since 0.1.0
 */
public final class DroppedSignals {

	private static final Consumer<Object> IGNORED = (signal) -> {
	};

	private DroppedSignals() {
	}

	/**
	 * Silences the operators above a {@code contextWrite}.
	 * @param context the context
	 * @return the context with Reactor's local hooks, which win over its global ones
	 */
	public static Context unlogged(Context context) {
		return context.put("reactor.onNextDropped.local", IGNORED).put("reactor.onErrorDropped.local", IGNORED);
	}

}
