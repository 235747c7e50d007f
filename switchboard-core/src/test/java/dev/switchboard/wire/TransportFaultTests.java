package dev.switchboard.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import dev.switchboard.InvalidResponseException;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.Fault.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Exceptions;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransportFault}.
 */
class TransportFaultTests {

	static Stream<Arguments> failures() {
		SSLHandshakeException untrusted = new SSLHandshakeException("PKIX path building failed");
		untrusted.initCause(new CertificateException("unknown issuer"));
		return Stream.of(Arguments.of(new InterruptedException(), Kind.CANCELLED),
				Arguments.of(new CancellationException(), Kind.CANCELLED),
				Arguments.of(new InvalidResponseException("no JSON", new IOException("parser")), Kind.INVALID_RESPONSE),
				Arguments.of(new PoolAcquirePendingLimitException(8000), Kind.POOL_EXHAUSTED),
				Arguments.of(new PoolAcquireTimeoutException(Duration.ofSeconds(45)), Kind.POOL_EXHAUSTED),
				Arguments.of(new ConnectException("refused"), Kind.CONNECT),
				Arguments.of(new ConnectTimeoutException("timed out"), Kind.CONNECT),
				Arguments.of(new UnknownHostException("nowhere"), Kind.CONNECT),
				Arguments.of(new SSLHandshakeException("no cipher"), Kind.CONNECT),
				Arguments.of(new NoRouteToHostException("No route to host"), Kind.CONNECT),
				Arguments.of(new PortUnreachableException(), Kind.CONNECT),
				Arguments.of(new UnresolvedAddressException(), Kind.CONNECT),
				Arguments.of(new SocketException("Network is unreachable"), Kind.CONNECT),
				Arguments.of(new SocketException("Host is unreachable: /10.0.0.1:443"), Kind.CONNECT),
				Arguments.of(new IOException("connect(..) failed: No route to host"), Kind.CONNECT),
				Arguments.of(new SocketTimeoutException("Connect timed out"), Kind.CONNECT),
				Arguments.of(new HttpConnectTimeoutException("HTTP connect timed out"), Kind.CONNECT),
				Arguments.of(new HttpProxyHandler.HttpProxyConnectException("http, none, /10.0.0.1:3128, 407", null),
						Kind.CONNECT),
				Arguments.of(new ProxyConnectException("timeout"), Kind.CONNECT),
				Arguments.of(new SocketTimeoutException("Read timed out"), Kind.TIMEOUT),
				Arguments.of(new HttpTimeoutException("request timed out"), Kind.TIMEOUT),
				Arguments.of(new SocketException("Connection reset"), Kind.RESET),
				Arguments.of(new SocketException("Broken pipe"), Kind.RESET), Arguments.of(untrusted, Kind.CERTIFICATE),
				Arguments.of(new TimeoutException(), Kind.TIMEOUT),
				Arguments.of(ReadTimeoutException.INSTANCE, Kind.TIMEOUT),
				Arguments.of(new DecompressionException("no gzip"), Kind.INVALID_RESPONSE),
				Arguments.of(new DecoderException(new SSLHandshakeException("no cipher")), Kind.CONNECT),
				Arguments.of(new IOException("Connection reset by peer"), Kind.RESET),
				Arguments.of(new AbortedException("Connection has been closed BEFORE send operation"), Kind.RESET),
				Arguments.of(new IllegalStateException("?"), Kind.UNKNOWN));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void kindIsFoundHoweverTheFailureIsWrapped(Throwable failure, Kind kind) {
		assertThat(TransportFault.of(failure).kind()).isEqualTo(kind);
		assertThat(TransportFault.of(new RuntimeException(failure)).kind()).isEqualTo(kind);
		assertThat(TransportFault.of(Exceptions.propagate(new RuntimeException(failure))).kind()).isEqualTo(kind);
		if (failure instanceof IOException io) {
			assertThat(TransportFault.of(new UncheckedIOException(io)).kind()).isEqualTo(kind);
		}
	}

	@Test
	void causesInACircleEnd() {
		RuntimeException outer = new RuntimeException();
		outer.initCause(new IllegalStateException(outer));
		Fault fault = TransportFault.of(outer);
		assertThat(fault.kind()).isEqualTo(Kind.UNKNOWN);
		assertThat(fault.cause()).isSameAs(outer);
	}

}
