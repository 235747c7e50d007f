package dev.switchboard.connector;

/**
 * How far an attempt has come. What fails before the request has left is not the
 * service's fault, whatever the exception looks like.
 *
 * @since 0.1.0
 */
public enum Stage {

	/** The application's {@link ApiKeyProvider} is asked. */
	KEY,

	/** The provider has failed: an error of the application's, whatever it looks like. */
	KEY_FAILED,

	/** There is no key: a token is asked for, if there is a way to one. */
	CREDENTIAL,

	/** The client library writes the request. */
	WRITING,

	/** The request is written and waits for a connection. */
	CONNECTING,

	/** The request, or the first byte of it, may have left. */
	SENT;

	/**
	 * Tells what a failure in this stage is.
	 * @param fault what it looks like to the client
	 * @return what it is
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
