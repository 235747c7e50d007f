package dev.switchboard.connector;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong with an attempt, in neutral terms: the seam between a client, whose
 * exceptions only its connector knows, and {@code FaultTable}, which knows what each
 * fault leads to. Texts of the service are for classification only and never logged.
 *
 * @param kind what kind of fault it is
 * @param status the HTTP status, or {@code null} when there was no response
 * @param code the service's error code ({@code error.code} of the body), or {@code null}
 * @param message the service's error message ({@code error.message}), or {@code null}
 * @param headers the headers of the response
 * @param cause what the client threw
 * @since 0.1.0
 */
public record Fault(Kind kind, @Nullable Integer status, @Nullable String code, @Nullable String message,
		ResponseHeaders headers, Throwable cause) {

	public Fault {
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(headers, "headers");
		Objects.requireNonNull(cause, "cause");
	}

	/**
	 * A fault without a response.
	 * @param kind what kind of fault it is
	 * @param cause what the client threw
	 * @return the fault
	 */
	public static Fault of(Kind kind, Throwable cause) {
		return new Fault(kind, null, null, null, ResponseHeaders.NONE, cause);
	}

	@Override
	public String toString() {
		return "Fault[kind=" + this.kind + ", status=" + this.status + ", code=" + this.code + "]";
	}

	/** What kind of fault it is. */
	public enum Kind {

		/** A response with an error status, or an error event in a stream. */
		STATUS,

		/**
		 * The client could not write the request, or the application's
		 * {@link ApiKeyProvider} failed; the request never left.
		 */
		NOT_WRITTEN,

		/**
		 * There was no credential to send: no token could be obtained, or there is
		 * neither a key nor a way to get a token; the request never left.
		 */
		NO_CREDENTIAL,

		/**
		 * No connection: refused, timed out, unknown host, no route, TLS handshake
		 * failed.
		 */
		CONNECT,

		/** The TLS certificate is not trusted. */
		CERTIFICATE,

		/** No response, or no further chunk, in time. */
		TIMEOUT,

		/** The connection broke before or inside the response. */
		RESET,

		/**
		 * A successful status with a response that cannot be used: malformed, HTML, or
		 * empty.
		 */
		INVALID_RESPONSE,

		/** A success without choices. */
		NO_CHOICES,

		/** A stream that ended without a finish reason. */
		TRUNCATED,

		/** No connection was free in the local pool; the request never left. */
		POOL_EXHAUSTED,

		/** The caller was interrupted or cancelled. */
		CANCELLED,

		/** Anything else. */
		UNKNOWN

	}

}
