package dev.switchboard.openai;

import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.wire.ErrorBody;

/**
 * An error as the service sent it: the cause of the exception that openai-java has for
 * it, which keeps only a part. The message has nothing of the body.
 */
@SuppressWarnings("serial") // never written
final class ErrorResponse extends Exception {

	private final int status;

	private final ResponseHeaders headers;

	private final byte[] body;

	ErrorResponse(int status, ResponseHeaders headers, byte[] body) {
		super("The service answered with status " + status, null, false, false);
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	Fault fault(Throwable failure) {
		ErrorBody error = ErrorBody.parse(this.body);
		return new Fault(Fault.Kind.STATUS, this.status, error.code(), error.message(), this.headers, failure);
	}

}
