package dev.switchboard.failover;

/**
 * What follows an attempt.
 *
 * @param <R> the type of the response
 */
sealed interface Next<R> {

	/**
	 * The deployment answered: the round is over.
	 *
	 * @param <R> the type of the response
	 * @param response the response
	 */
	record Done<R>(R response) implements Next<R> {
	}

	/**
	 * The attempt failed, and another deployment is asked.
	 *
	 * @param <R> the type of the response
	 */
	record Retry<R>() implements Next<R> {
	}

	/**
	 * The attempt failed, and the caller gets the error.
	 *
	 * @param <R> the type of the response
	 * @param error the error
	 */
	record GiveUp<R>(Throwable error) implements Next<R> {
	}

}
