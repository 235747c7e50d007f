package dev.switchboard.testing;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Sockets with a certificate that nobody vouches for, made by the JDK's {@code keytool}.
 */
public final class SelfSigned {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private SelfSigned() {
	}

	public static ServerSocketFactory sockets(Path directory) throws Exception {
		KeyStore store = load(generate(directory.resolve("server.p12")));
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(store, PASSWORD);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context.getServerSocketFactory();
	}

	/** A context that trusts the certificate made in this directory, and nothing else. */
	public static SSLContext trusting(Path directory) throws Exception {
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(load(directory.resolve("server.p12")));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

	private static KeyStore load(Path file) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD);
		}
		return store;
	}

	private static Path generate(Path store) throws Exception {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=127.0.0.1", "-ext", "SAN=ip:127.0.0.1,dns:east,dns:west,dns:north", "-storetype",
				"PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
			.inheritIO()
			.start();
		if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
			throw new IllegalStateException("keytool has failed");
		}
		return store;
	}

}
