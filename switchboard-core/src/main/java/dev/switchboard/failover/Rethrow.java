package dev.switchboard.failover;

/**
 * Throws a client's exception unchanged, checked or not: callers see the type that the
 * client alone would throw.
 */
final class Rethrow {

	private Rethrow() {
	}

	/**
	 * Throws the error.
	 * @return nothing; the type lets callers write {@code throw Rethrow.unchanged(error)}
	 */
	@SuppressWarnings("unchecked")
	static <T extends Throwable> RuntimeException unchanged(Throwable error) throws T {
		throw (T) error;
	}

}
