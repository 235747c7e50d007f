package dev.switchboard.wire;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.net.ssl.SSLParameters;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.connector.Stage;
import dev.switchboard.connector.TlsSettings;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The connections and threads that all deployments of a connector share. They are not
 * Reactor Netty's global ones, so that closing the connector leaves no thread behind.
 *
 * @since 0.1.0
 */
public final class UpstreamConnections implements AutoCloseable {

	/**
	 * Connections per deployment. A call or stream holds one for seconds, so the default
	 * of Reactor Netty (500) is too few for a server with a thread per request.
	 */
	private static final int MAX_CONNECTIONS = 2000;

	/** Calls that may wait for a connection of a deployment before they are refused. */
	private static final int MAX_PENDING = 8000;

	/** Below the 4 minutes after which Azure's load balancers forget a connection. */
	private static final Duration MAX_IDLE = Duration.ofSeconds(60);

	private static final Duration SHUTDOWN = Duration.ofSeconds(5);

	private final LoopResources threads;

	private final ConnectionProvider connections;

	private final Queue<ConnectionPoolMetrics> pools = new ConcurrentLinkedQueue<>();

	/** One per attempt whose key or token is being obtained. */
	private final ExecutorService blockingThreads;

	private final Scheduler blocking;

	private final List<HttpClientCustomizer> customizers;

	/**
	 * Creates the resources; threads start with the first request.
	 * @param name prefix of the threads' names
	 * @param customizers changes to the clients, in their order
	 */
	public UpstreamConnections(String name, List<HttpClientCustomizer> customizers) {
		this.customizers = List.copyOf(customizers);
		this.threads = LoopResources.create(name, LoopResources.DEFAULT_IO_WORKER_COUNT, true);
		this.connections = ConnectionProvider.builder(name)
			.maxConnections(MAX_CONNECTIONS)
			.pendingAcquireMaxCount(MAX_PENDING)
			.maxIdleTime(MAX_IDLE)
			.metrics(true, () -> (pool, id, address, metrics) -> this.pools.add(metrics))
			.build();
		CustomizableThreadFactory factory = new CustomizableThreadFactory(name + "-blocking-");
		factory.setDaemon(true);
		this.blockingThreads = Executors.newCachedThreadPool(factory);
		this.blocking = Schedulers.fromExecutorService(this.blockingThreads, name + "-blocking");
	}

	/**
	 * Builds a client that connects through the proxy of the JVM's system properties, if
	 * they name one.
	 * @param deployment the deployment to connect to
	 * @return the client
	 * @see #client(DeploymentSettings)
	 */
	public HttpClient clientWithSystemProxy(DeploymentSettings deployment) {
		return customized(deployment, watched(deployment).proxyWithSystemProperties());
	}

	/**
	 * Builds a client on the shared resources. The {@link ExchangeWatch} in the context
	 * of a request holds the connection. The client sends a request once: Reactor Netty
	 * takes another connection when a pooled one turns out to be closed, but only if
	 * nothing has been written. Sends the headers of the deployment with every request.
	 * @param deployment the deployment to connect to
	 * @return the client
	 */
	public HttpClient client(DeploymentSettings deployment) {
		return customized(deployment, watched(deployment));
	}

	private HttpClient customized(DeploymentSettings deployment, HttpClient client) {
		HttpClient customized = client;
		for (HttpClientCustomizer customizer : this.customizers) {
			customized = Objects.requireNonNull(customizer.customize(deployment.name(), customized),
					() -> "An HttpClientCustomizer returned null for deployment '" + deployment.name()
							+ "': it must return the client");
		}
		return customized;
	}

	private HttpClient watched(DeploymentSettings deployment) {
		TlsSettings tls = deployment.tls();
		HttpClient client = (tls != null) ? HttpClient.create(this.connections).secure((spec) -> secure(spec, tls))
				: HttpClient.create(this.connections);
		return client.runOn(this.threads)
			.doOnChannelInit((observer, channel, address) -> PairingCodec.install(channel))
			.doOnRequest(UpstreamConnections::watch)
			.headers((headers) -> {
				deployment.headers().forEach(headers::set);
				headers.set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY);
			})
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(deployment.connectTimeout().toMillis()));
	}

	private static void secure(SslProvider.SslContextSpec spec, TlsSettings tls) {
		String[] protocols = tls.protocols().isEmpty() ? null : tls.protocols().toArray(String[]::new);
		spec.sslContext(new JdkSslContext(tls.context(), true, tls.ciphers().isEmpty() ? null : tls.ciphers(),
				SupportedCipherSuiteFilter.INSTANCE, ApplicationProtocolConfig.DISABLED, ClientAuth.NONE, protocols,
				false))
			.handlerConfigurator((handler) -> {
				SSLParameters parameters = handler.engine().getSSLParameters();
				parameters.setEndpointIdentificationAlgorithm("HTTPS");
				handler.engine().setSSLParameters(parameters);
			});
	}

	private static void watch(HttpClientRequest request, Connection connection) {
		ExchangeWatch watch = request.currentContextView().getOrDefault(ExchangeWatch.KEY, null);
		if (watch != null) {
			watch.enter(Stage.SENT);
			watch.hold(connection);
		}
	}

	/**
	 * Counts the connections that an exchange holds.
	 * @return how many, of all deployments
	 */
	public int acquired() {
		return this.pools.stream().mapToInt(ConnectionPoolMetrics::acquiredSize).sum();
	}

	/**
	 * Threads that may be blocked, for the application's code that runs before a request.
	 * @return the threads; a task that is cancelled is interrupted
	 */
	public Scheduler blocking() {
		return this.blocking;
	}

	/** Closes the connections and ends the threads. */
	@Override
	public void close() {
		this.blocking.dispose();
		this.blockingThreads.shutdownNow();
		this.connections.disposeLater()
			.then(Mono.defer(() -> this.threads.disposeLater(Duration.ZERO, SHUTDOWN)))
			.block(SHUTDOWN);
	}

}
