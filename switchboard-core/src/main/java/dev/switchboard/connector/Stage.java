package dev.switchboard.connector;

/**
 * The progress of an attempt. A failure before the request has left is not the service's
 * fault, whatever the exception looks like.
 *
 * @since 0.1.0
 */
public enum Stage {

	/** The {@link ApiKeyProvider} is being asked. */
	KEY,

	/**
	 * The provider has failed: this is an error of the application, whatever it looks
	 * like.
	 */
	KEY_FAILED,

	/** There is no key: a token is being requested, if there is a way to get one. */
	CREDENTIAL,

	/** The client library writes the request. */
	WRITING,

	/** The request is written and waits for a connection. */
	CONNECTING,

	/** The request, or the first byte of it, may have left. */
	SENT;

	/**
	 * Classifies a failure in this stage.
	 * @param fault the fault, as the client sees it
	 * @return the fault, corrected by the stage
	 */
	public Fault explain(Fault fault) {
		Fault.Kind kind = fault.kind();
		Fault.Kind actual = (kind == Fault.Kind.CANCELLED && this != KEY_FAILED) ? kind : switch (this) {
			case KEY_FAILED -> Fault.Kind.NOT_WRITTEN;
			case CREDENTIAL -> Fault.Kind.NO_CREDENTIAL;
			case KEY, WRITING -> (kind == Fault.Kind.TIMEOUT) ? kind : Fault.Kind.NOT_WRITTEN;
			case CONNECTING -> switch (kind) {
				case CONNECT, CERTIFICATE, POOL_EXHAUSTED, TIMEOUT -> kind;
				case RESET -> Fault.Kind.CONNECT;
				default -> Fault.Kind.NOT_WRITTEN;
			};
			case SENT -> kind;
		};
		// a status is that of a vault or an identity service, not of the deployment
		return (actual != kind) ? Fault.of(actual, fault.cause()) : fault;
	}

}
