package dev.switchboard.routing.server;

import org.jspecify.annotations.Nullable;

/**
 * The use of one deployment's token limit as its service counts it, other clients
 * included. Everything the router learns from rate-limit headers, limits themselves
 * aside, is behind this interface. Times are nanoseconds of a monotonic clock.
 *
 * <p>
 * Not safe for use by several threads: the deployment guards it.
 *
 * @since 0.1.0
 */
public interface ServerUsage {

	/** Knows nothing: the router relies on its own count. */
	ServerUsage NONE = new ServerUsage() {
	};

	/**
	 * Creates the usage of a limit that the service counts in windows of a minute.
	 * @param others how fast other clients use up the deployments of the model
	 * @return the usage
	 */
	static ServerUsage ofWindows(OtherClientsRate others) {
		return new WindowedUsage(others);
	}

	/**
	 * Creates the usage of a limit that refills all the time, a sixtieth of a minute's
	 * limit per second.
	 * @return the usage
	 */
	static ServerUsage ofRefillingLimit() {
		return new RefillingUsage();
	}

	/**
	 * Takes in a count of the service; one that is older than the last is ignored.
	 * @param count the count
	 */
	default void heard(ServerCount count) {
	}

	/**
	 * Takes in when the service's window ends.
	 * @param end the end, in the future and at most a minute away
	 */
	default void windowEndsAt(long end) {
	}

	/**
	 * When the service's current window ends.
	 * @param now the time
	 * @return the end, or {@code null} while that is unknown
	 */
	default @Nullable Long windowEnd(long now) {
		return null;
	}

	/**
	 * The service's last count, carried on with what this router has reserved since.
	 * @param own what this router has used
	 * @param now the time
	 * @return the tokens, or {@code null} while no count applies
	 */
	default @Nullable Double tokens(OwnUse own, long now) {
		return null;
	}

	/**
	 * The limit against which the service counts.
	 * @return tokens per minute; without meaning while no count applies
	 */
	default long limit() {
		return 0;
	}

	/**
	 * How fast the deployment may still be used so that its window is used up just when
	 * it ends: the share of the limit that is left, over the share of the window that is
	 * left. 1 is just right; above, capacity is about to expire unused.
	 * @param own what this router has used
	 * @param estimatedTokens tokens of the request that looks for a place
	 * @param now the time
	 * @return the pace, negative when nothing is left, or {@code null} when the service
	 * has not reported a count for a minute
	 */
	default @Nullable Double pace(OwnUse own, long estimatedTokens, long now) {
		return null;
	}

	/**
	 * When a limit that refills has room again.
	 * @param own what this router has used
	 * @param now the time
	 * @return the nanoseconds until then, or {@code null} where a window has to end first
	 */
	default @Nullable Long roomIn(OwnUse own, long now) {
		return null;
	}

	/**
	 * Forgets the count, but not when windows end.
	 * @param now the time; counts of requests that were sent before it are ignored
	 */
	default void forget(long now) {
	}

	/**
	 * What this router has used of the deployment.
	 *
	 * @param spent tokens ever reserved
	 * @param inWindow tokens reserved in this router's current window
	 * @param limit the token limit of this router's window
	 * @param windowEnd when that window ends
	 */
	record OwnUse(long spent, long inWindow, double limit, long windowEnd) {
	}

}
