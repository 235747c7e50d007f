package dev.switchboard.connector;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What a connector needs to know of a deployment.
 *
 * @param name the name of the deployment
 * @param endpoint the base URL, without a trailing slash
 * @param apiVersion the version of the API, {@value #V1} for Azure's v1 API; Azure only
 * @param keys where the key comes from
 * @param apiKey asks for the key to send, once per attempt; {@code null} from it means
 * Microsoft Entra ID
 * @param tokenScope the scope of tokens of Microsoft Entra ID; Azure only
 * @param headers headers to send with every request; their values are secrets
 * @param tls how TLS connections are made, or {@code null} for the JVM's defaults
 * @param timeout longest time of one attempt: until the response is complete (call) or
 * its head is there (stream)
 * @param connectTimeout longest time to connect
 * @param firstChunkTimeout longest wait for the first chunk of a stream that has content
 * @param streamIdleTimeout longest silence between two chunks after that one
 * @since 0.1.0
 */
public record DeploymentSettings(String name, URI endpoint, String apiVersion, KeySource keys,
		Supplier<@Nullable String> apiKey, String tokenScope, Map<String, String> headers, @Nullable TlsSettings tls,
		Duration timeout, Duration connectTimeout, Duration firstChunkTimeout, Duration streamIdleTimeout) {

	/** The version without a date: its requests name the model in their body. */
	public static final String V1 = "v1";

	/** The scope of tokens for Azure's public cloud. */
	public static final String TOKEN_SCOPE = "https://cognitiveservices.azure.com/.default";

	/**
	 * Creates the settings of a deployment whose keys a provider supplies.
	 * @param name the name of the deployment
	 * @param endpoint the base URL, without a trailing slash
	 * @param apiVersion the version of the API; Azure only
	 * @param apiKey asks for the key to send
	 * @param timeout longest time of one attempt
	 * @param connectTimeout longest time to connect
	 * @param firstChunkTimeout longest wait for the first chunk of a stream
	 * @param streamIdleTimeout longest silence between two chunks after the first
	 */
	public DeploymentSettings(String name, URI endpoint, String apiVersion, Supplier<@Nullable String> apiKey,
			Duration timeout, Duration connectTimeout, Duration firstChunkTimeout, Duration streamIdleTimeout) {
		this(name, endpoint, apiVersion, KeySource.PROVIDER, apiKey, TOKEN_SCOPE, Map.of(), null, timeout,
				connectTimeout, firstChunkTimeout, streamIdleTimeout);
	}

	public DeploymentSettings {
		headers = Map.copyOf(headers);
	}

	/** Leaves out the headers, and the URL, which may contain a key. */
	@Override
	public String toString() {
		return "DeploymentSettings[name=" + this.name + "]";
	}

}
