package dev.switchboard.routing;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * One accounting window of one deployment: what was reserved in it, corrected as requests
 * are settled. A lease keeps the window it reserved in, so a slow request corrects its
 * own window, and a correction of a window that is gone reaches nobody.
 */
final class UsageWindow {

	private static final VarHandle TOKENS;

	private static final VarHandle REQUESTS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			TOKENS = lookup.findVarHandle(UsageWindow.class, "tokens", long.class);
			REQUESTS = lookup.findVarHandle(UsageWindow.class, "requests", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final long start;

	private volatile long end;

	private volatile long tokens;

	private volatile long requests;

	private volatile @Nullable UsageWindow previous;

	UsageWindow(long start, long end, @Nullable UsageWindow previous) {
		this.start = start;
		this.end = end;
		this.previous = previous;
	}

	long start() {
		return this.start;
	}

	long end() {
		return this.end;
	}

	/**
	 * Moves the end to where the server's window ends. What is reserved stays, so leases
	 * under way settle where they have reserved.
	 * @param end the end
	 */
	void endAt(long end) {
		this.end = end;
	}

	long tokens() {
		return this.tokens;
	}

	long requests() {
		return this.requests;
	}

	/**
	 * The window that ended where this one began.
	 * @return the window, or {@code null} when nothing is known of it
	 */
	@Nullable UsageWindow previous() {
		return this.previous;
	}

	/** Lets go of the window before, or the windows would form an endless chain. */
	void forgetPrevious() {
		this.previous = null;
	}

	/**
	 * Adds tokens, or takes back some that were added.
	 * @param tokens how many
	 * @return the tokens of the window afterwards
	 */
	long addTokens(long tokens) {
		return (long) TOKENS.getAndAdd(this, tokens) + tokens;
	}

	void addRequests(long requests) {
		REQUESTS.getAndAdd(this, requests);
	}

}
