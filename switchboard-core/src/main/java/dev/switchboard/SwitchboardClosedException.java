package dev.switchboard;

/**
 * The application is shutting down; the switchboard takes no new calls.
 *
 * @since 0.1.0
 */
public final class SwitchboardClosedException extends SwitchboardException {

	/** Creates the exception. */
	public SwitchboardClosedException() {
		super("The switchboard is closed: the application is shutting down", null);
	}

}
