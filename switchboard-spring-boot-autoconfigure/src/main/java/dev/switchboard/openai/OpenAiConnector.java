package dev.switchboard.openai;

import java.util.List;

import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.observation.NoObservations;
import dev.switchboard.wire.Keys;
import dev.switchboard.wire.UpstreamConnections;

import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * The connector of OpenAI itself and of anything that speaks its API: one
 * {@link OpenAiChatModel} per deployment, all on the same connections and threads.
 *
 * <p>
 * A proxy is used when the JVM's {@code https.proxyHost} or {@code http.proxyHost} says
 * so.
 *
 * @since 0.1.0
 */
public final class OpenAiConnector implements DeploymentConnector, AutoCloseable {

	/**
	 * Largest event that the client may read, in bytes; Spring's default is 256 kB. The
	 * guard bounds what the service sends to 16 MiB, but tool calls grow as they are
	 * quoted.
	 */
	private static final int MAX_EVENT = 64 * 1024 * 1024;

	private final UpstreamConnections connections;

	private final ToolCallingManager toolCallingManager;

	/**
	 * Creates a connector.
	 * @param toolCallingManager resolves the tools that a prompt names; it never runs any
	 * @param customizers changes to the HTTP clients, in their order
	 */
	public OpenAiConnector(ToolCallingManager toolCallingManager, List<HttpClientCustomizer> customizers) {
		this.toolCallingManager = toolCallingManager;
		this.connections = new UpstreamConnections("switchboard-openai", customizers);
	}

	@Override
	public DeploymentClient connect(DeploymentSettings deployment) {
		ReactorClientHttpConnector connector = new ReactorClientHttpConnector(
				this.connections.clientWithSystemProxy(deployment));
		ExchangeStrategies strategies = ExchangeStrategies.builder()
			.codecs((codecs) -> codecs.defaultCodecs().maxInMemorySize(MAX_EVENT))
			.build();
		ExchangeFunction exchanges = ExchangeFunctions.create(connector, strategies).filter(new WatchedExchange());
		OpenAiApi api = new QuietApi(deployment.endpoint().toString().replaceFirst("/+$", ""), RestClient.builder()
			// never used, but the one Spring would choose may start threads
			.requestFactory(new SimpleClientHttpRequestFactory())
			.requestInterceptor(new BlockingExchange(exchanges)),
				WebClient.builder().exchangeFunction(exchanges.filter(new GuardedStream())));
		return new OpenAiDeploymentClient(deployment, new Keys(deployment, this.connections.blocking()), delegate(api));
	}

	private OpenAiChatModel delegate(OpenAiApi api) {
		return OpenAiChatModel.builder()
			.openAiApi(api)
			.defaultOptions(new OpenAiChatOptions())
			.toolCallingManager(this.toolCallingManager)
			.toolExecutionEligibilityPredicate((options, response) -> false)
			// the switchboard is the only retry loop
			.retryTemplate(RetryTemplate.builder().maxAttempts(1).build())
			.observationRegistry(new NoObservations())
			.build();
	}

	int acquiredConnections() {
		return this.connections.acquired();
	}

	/** Closes the connections and ends the threads. */
	@Override
	public void close() {
		this.connections.close();
	}

}
