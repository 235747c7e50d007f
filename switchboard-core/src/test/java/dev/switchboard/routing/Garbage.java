package dev.switchboard.routing;

import java.lang.ref.WeakReference;

import static org.assertj.core.api.Assertions.assertThat;

/** What nobody holds any more. */
final class Garbage {

	private Garbage() {
	}

	/**
	 * A full collection clears what is only weakly reachable, the first or a later one.
	 */
	static void assertCollected(WeakReference<?> reference) {
		for (int i = 0; i < 50 && reference.get() != null; i++) {
			System.gc();
		}
		assertThat(reference.get()).isNull();
	}

}
