package dev.switchboard.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import dev.switchboard.InvalidResponseException;
import dev.switchboard.connector.Fault;
import io.netty.handler.codec.DecoderException;
import org.jspecify.annotations.Nullable;
import reactor.netty.channel.AbortedException;

/**
 * Classifies failures that are not a response of the service, by their causes. This part
 * is the same for every client.
 *
 * @since 0.1.0
 */
public final class TransportFault {

	// Longest chain of causes that is walked; it may be a circle.
	private static final int MAX_DEPTH = 32;

	private TransportFault() {
	}

	/**
	 * Finds an exception among the causes.
	 * @param <T> its type
	 * @param failure where to start
	 * @param type its type
	 * @return the first of that type, or {@code null}
	 */
	public static <T> @Nullable T find(Throwable failure, Class<T> type) {
		for (Throwable cause : causes(failure)) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

	/**
	 * Classifies a failure by the outermost cause that is known.
	 * @param failure what the client threw
	 * @return the fault, without a status
	 */
	public static Fault of(Throwable failure) {
		List<Throwable> causes = causes(failure);
		return Fault.of(kind(causes), failure);
	}

	private static Fault.Kind kind(List<Throwable> causes) {
		if (any(causes, InterruptedException.class) || any(causes, CancellationException.class)) {
			return Fault.Kind.CANCELLED;
		}
		if (any(causes, InvalidResponseException.class)) {
			return Fault.Kind.INVALID_RESPONSE;
		}
		if (causes.stream().anyMatch(TransportFault::isPoolExhausted)) {
			return Fault.Kind.POOL_EXHAUSTED;
		}
		if (causes.stream().anyMatch(TransportFault::isNoConnection)) {
			return Fault.Kind.CONNECT;
		}
		if (any(causes, CertificateException.class) || any(causes, CertPathValidatorException.class)) {
			return Fault.Kind.CERTIFICATE;
		}
		if (any(causes, SSLException.class)) {
			return Fault.Kind.CONNECT;
		}
		if (causes.stream().anyMatch(TransportFault::isTimeout)) {
			return Fault.Kind.TIMEOUT;
		}
		if (any(causes, DecoderException.class)) {
			return Fault.Kind.INVALID_RESPONSE;
		}
		// Reactor Netty's exception for a connection that closes before the request is
		// written is no IOException
		boolean closed = any(causes, IOException.class) || any(causes, AbortedException.class);
		return closed ? Fault.Kind.RESET : Fault.Kind.UNKNOWN;
	}

	private static boolean any(List<Throwable> causes, Class<? extends Throwable> type) {
		return causes.stream().anyMatch(type::isInstance);
	}

	// Reactor Netty shades its pool; the package is not API.
	private static boolean isPoolExhausted(Throwable cause) {
		return cause.getClass().getSimpleName().startsWith("PoolAcquire");
	}

	private static boolean isNoConnection(Throwable cause) {
		return cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof NoRouteToHostException || cause instanceof PortUnreachableException
				|| cause instanceof UnresolvedAddressException || cause instanceof HttpConnectTimeoutException
				|| (cause instanceof IOException && saysThatItCannotConnect(cause.getMessage()));
	}

	// The operating system's messages: they arrive in a SocketException,
	// SocketTimeoutException
	// or Netty's NativeIoException.
	private static boolean saysThatItCannotConnect(@Nullable String message) {
		String text = (message != null) ? message.toLowerCase(Locale.ROOT) : "";
		return text.contains("unreachable") || text.contains("no route to host") || text.contains("connect timed out")
				|| text.startsWith("connect(");
	}

	// Netty's timeouts and those of sockets do not extend {@link TimeoutException}.
	private static boolean isTimeout(Throwable cause) {
		return cause instanceof TimeoutException || cause instanceof SocketTimeoutException
				|| cause instanceof HttpTimeoutException
				|| cause.getClass().getName().startsWith("io.netty.handler.timeout.");
	}

	private static List<Throwable> causes(Throwable failure) {
		List<Throwable> causes = new ArrayList<>();
		for (Throwable cause = failure; cause != null && causes.size() < MAX_DEPTH; cause = cause.getCause()) {
			causes.add(cause);
		}
		return causes;
	}

}
