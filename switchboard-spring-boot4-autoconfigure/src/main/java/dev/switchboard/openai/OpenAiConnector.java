package dev.switchboard.openai;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import com.openai.client.OpenAIClientAsyncImpl;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.Sleeper;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.observation.NoObservations;
import dev.switchboard.wire.UpstreamConnections;

import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;

/**
 * The connector of Azure OpenAI, OpenAI, and anything that speaks its API: one
 * {@link OpenAiChatModel} per deployment, all on the same connections and threads.
 *
 * @since 0.1.0
 */
public final class OpenAiConnector implements DeploymentConnector, AutoCloseable {

	private final UpstreamConnections connections;

	private final Api api;

	private final TokenSource tokens;

	/**
	 * Creates a connector.
	 * @param api where requests go, and how they are authenticated
	 * @param tokens supplies the tokens of Azure's deployments without a key
	 * @param customizers changes to the HTTP clients, in their order
	 */
	public OpenAiConnector(Api api, TokenSource tokens, List<HttpClientCustomizer> customizers) {
		this.api = api;
		this.tokens = tokens;
		this.connections = new UpstreamConnections("switchboard-" + api.name().toLowerCase(Locale.ROOT), customizers);
	}

	@Override
	public DeploymentClient connect(DeploymentSettings deployment) {
		WatchedTransport transport = new WatchedTransport(this.connections.clientWithSystemProxy(deployment));
		return new OpenAiDeploymentClient(deployment, this.api,
				this.api.access(deployment, this.tokens, this.connections.blocking()), transport,
				delegate(clientOptions(transport)));
	}

	int acquiredConnections() {
		return this.connections.acquired();
	}

	private ClientOptions clientOptions(WatchedTransport transport) {
		// one that is not set is a pool whose threads keep the JVM alive
		Executor readers = (reader) -> this.connections.blocking().schedule(reader);
		return ClientOptions.builder()
			.httpClient(transport)
			.streamHandlerExecutor(readers)
			.sleeper(new NoSleep())
			.maxRetries(0)
			// the transport sets the URL and the credential of each request
			.baseUrl("http://unused.invalid")
			.apiKey("unused")
			.build();
	}

	private static OpenAiChatModel delegate(ClientOptions options) {
		return OpenAiChatModel.builder()
			.openAiClient(new OpenAIClientImpl(options))
			.openAiClientAsync(new OpenAIClientAsyncImpl(options))
			.options(OpenAiChatOptions.builder().build())
			.observationRegistry(new NoObservations())
			.build();
	}

	/** Closes the connections and ends the threads. */
	@Override
	public void close() {
		this.connections.close();
	}

	/** Nothing is retried, so nothing sleeps; the library's own has a thread. */
	private static final class NoSleep implements Sleeper {

		@Override
		public void sleep(Duration duration) {
		}

		@Override
		public CompletableFuture<Void> sleepAsync(Duration duration) {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void close() {
		}

	}

}
