package dev.switchboard.failover;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs application code at moments when the outcome of a call is already known:
 * observation handlers at the end, a connector that counts cached tokens, a callback at
 * shutdown. An exception from that code is logged and changes nothing: the answer has
 * been paid for, and the error belongs to the caller.
 */
public final class Quietly {

	private static final Logger logger = LoggerFactory.getLogger(Quietly.class);

	/** What has been logged at WARN before: some handlers fail on every request. */
	private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

	/** Bounds {@link #KNOWN}: proxies and lambdas may have a new class each time. */
	private static final int MOST_KNOWN = 100;

	/** A scope that has nothing to close. */
	public static final Scope NO_SCOPE = () -> {
	};

	private Quietly() {
	}

	/**
	 * Runs the work; never throws.
	 * @param work the work
	 */
	public static void run(Work work) {
		try {
			work.run();
		}
		catch (Throwable ex) {
			report(ex);
		}
	}

	/**
	 * Asks for a figure; never throws.
	 * @param <T> the type of the figure
	 * @param figure what supplies it
	 * @return the figure, or {@code null} when the supplier threw
	 */
	public static <T extends @Nullable Object> @Nullable T get(Supplier<T> figure) {
		try {
			return figure.get();
		}
		catch (Throwable ex) {
			report(ex);
			return null;
		}
	}

	/**
	 * Makes sure that closing never throws.
	 * @param resource what is to be closed
	 * @return the same, to be closed in its place
	 */
	public static Scope closing(AutoCloseable resource) {
		return () -> run(resource::close);
	}

	/** Class and place, but not the message, which may quote a prompt. */
	private static void report(Throwable ex) {
		StackTraceElement[] trace = ex.getStackTrace();
		String place = ex.getClass().getName() + ((trace.length > 0) ? " at " + trace[0] : "");
		if (KNOWN.size() < MOST_KNOWN && KNOWN.add(place)) {
			logger.warn("Ignored {}: the call's outcome was known already. Logged once", place);
		}
		else {
			logger.debug("Ignored {}", place);
		}
	}

	/** Work that may throw. */
	@FunctionalInterface
	public interface Work {

		void run() throws Throwable;

	}

	/** Something that is open and whose end never throws. */
	@FunctionalInterface
	public interface Scope extends AutoCloseable {

		@Override
		void close();

	}

}
