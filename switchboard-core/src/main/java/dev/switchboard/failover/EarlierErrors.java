package dev.switchboard.failover;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Attaches the errors of earlier attempts to the one that is thrown. A client may throw
 * the same instance again and again, from several threads: it must neither collect errors
 * without bound nor come to contain itself, which would send loggers in circles.
 */
final class EarlierErrors {

	/** More suppressed errors than these are not worth reading. */
	private static final int MOST = 16;

	private EarlierErrors() {
	}

	/**
	 * Attaches an error, where the exception allows it.
	 * @param last the error that is thrown
	 * @param earlier the error to attach
	 */
	static void attach(Throwable last, Throwable earlier) {
		// one lock for all: two threads that looked at two exceptions at the same time
		// could attach each to the other
		synchronized (EarlierErrors.class) {
			if (last.getSuppressed().length < MOST && !contains(earlier, last) && !contains(last, earlier)) {
				last.addSuppressed(earlier);
			}
		}
	}

	private static boolean contains(Throwable whole, Throwable part) {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Throwable> open = new ArrayDeque<>();
		open.add(whole);
		while (!open.isEmpty()) {
			Throwable next = open.remove();
			if (next == part) {
				return true;
			}
			if (seen.add(next)) {
				if (next.getCause() != null) {
					open.add(next.getCause());
				}
				Collections.addAll(open, next.getSuppressed());
			}
		}
		return false;
	}

}
