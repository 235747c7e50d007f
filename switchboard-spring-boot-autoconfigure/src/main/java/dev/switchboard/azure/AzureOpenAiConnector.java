package dev.switchboard.azure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.core.http.HttpClient;
import com.azure.core.http.netty.NettyAsyncHttpClientBuilder;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.Configuration;
import dev.switchboard.connector.DeploymentClient;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.observation.NoObservations;
import dev.switchboard.wire.UpstreamConnections;

import org.springframework.ai.azure.openai.AzureOpenAiChatModel;
import org.springframework.ai.azure.openai.AzureOpenAiChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;

/**
 * The connector of Azure OpenAI: one {@link AzureOpenAiChatModel} per deployment, all on
 * the same connections and threads. Everything that Switchboard does to an exchange is a
 * policy of the client's pipeline, so that it works with a custom HTTP client, too.
 *
 * <p>
 * A proxy is used where the Azure client would use one (the JVM's {@code https.proxyHost}
 * and {@code http.proxyHost}, or the environment's {@code HTTPS_PROXY} and
 * {@code HTTP_PROXY} when {@code java.net.useSystemProxies} is set), but never to
 * loopback.
 *
 * @since 0.1.0
 */
public final class AzureOpenAiConnector implements DeploymentConnector, AutoCloseable {

	private final UpstreamConnections connections;

	private final ToolCallingManager toolCallingManager;

	private final TokenSource tokens;

	private final List<AzureOpenAiClientCustomizer> customizers;

	/**
	 * Creates a connector.
	 * @param toolCallingManager resolves the tools that a prompt names; it never runs any
	 * @param tokens supplies the tokens of deployments without a key
	 * @param httpClients changes to the HTTP clients, in their order
	 * @param customizers changes to the clients, in their order
	 */
	public AzureOpenAiConnector(ToolCallingManager toolCallingManager, TokenSource tokens,
			List<HttpClientCustomizer> httpClients, List<AzureOpenAiClientCustomizer> customizers) {
		this.connections = new UpstreamConnections("switchboard-azure", httpClients);
		this.toolCallingManager = toolCallingManager;
		this.tokens = tokens;
		this.customizers = List.copyOf(customizers);
	}

	@Override
	public DeploymentClient connect(DeploymentSettings deployment) {
		AzureAccess access = new AzureAccess(deployment, this.tokens, this.connections.blocking());
		OpenAIClientBuilder builder = new OpenAIClientBuilder()
			.endpoint(IpV6HostPolicy.parseable(deployment.endpoint()).replaceFirst("/+$", ""))
			.httpClient(httpClient(deployment))
			.retryPolicy(new SingleAttempt())
			// set explicitly, because the environment could switch on the logging of
			// bodies
			.httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE))
			.addPolicy(new ExchangePolicy())
			.addPolicy(new BodyPolicy())
			.addPolicy(new ApiVersionPolicy(deployment.apiVersion()))
			.addPolicy(new CredentialsPolicy())
			.addPolicy(new IpV6HostPolicy(deployment.endpoint()));
		this.customizers.forEach((customizer) -> customizer.customize(deployment.name(), builder));
		return new AzureDeploymentClient(deployment, access, delegate(builder));
	}

	private HttpClient httpClient(DeploymentSettings deployment) {
		NettyAsyncHttpClientBuilder builder = new NettyAsyncHttpClientBuilder(this.connections.client(deployment))
			.connectTimeout(deployment.connectTimeout())
			// the exchange is watched as a whole
			.readTimeout(Duration.ZERO);
		if (isLoopback(deployment.endpoint().getHost())) {
			builder.configuration(Configuration.NONE);
		}
		return new WatchedHttpClient(builder.build());
	}

	private static boolean isLoopback(String host) {
		if ("localhost".equalsIgnoreCase(host)) {
			return true;
		}
		try {
			// digits, dots and colons only: no name is resolved at start
			return host.matches("[\\[\\]0-9.:]+") && InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	private AzureOpenAiChatModel delegate(OpenAIClientBuilder builder) {
		return AzureOpenAiChatModel.builder()
			.openAIClientBuilder(builder)
			.defaultOptions(new AzureOpenAiChatOptions())
			.toolCallingManager(this.toolCallingManager)
			.toolExecutionEligibilityPredicate((options, response) -> false)
			// its observations of streams never stop; Switchboard observes attempts
			// itself
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
