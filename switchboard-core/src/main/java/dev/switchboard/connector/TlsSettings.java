package dev.switchboard.connector;

import java.util.List;

import javax.net.ssl.SSLContext;

/**
 * How TLS connections of a deployment are made.
 *
 * @param context the keys and the trusted certificates
 * @param protocols the protocols to offer; empty for those of the JVM
 * @param ciphers the cipher suites to offer; empty for those of the JVM
 * @since 0.1.0
 */
public record TlsSettings(SSLContext context, List<String> protocols, List<String> ciphers) {

	public TlsSettings {
		protocols = List.copyOf(protocols);
		ciphers = List.copyOf(ciphers);
	}

}
