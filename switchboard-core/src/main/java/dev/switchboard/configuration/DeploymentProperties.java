package dev.switchboard.configuration;

import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.switchboard.connector.ApiKeyProvider;
import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.KeySource;
import dev.switchboard.connector.ModelSettings;
import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.TlsSettings;
import dev.switchboard.routing.Deployment;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * One entry of {@code switchboard.deployments}: a resource and the models on it.
 *
 * @param name Unique name, regardless of case, of letters, digits, dots, underscores and
 * hyphens.
 * @param provider Kind of service.
 * @param endpoint Base URL of the resource. Required for azure, where it may end in
 * /openai/v1; for openai, without /v1, https://api.openai.com when left out.
 * @param apiKey API key. Left out, the key comes from an ApiKeyProvider bean or, for
 * azure, Microsoft Entra ID is used.
 * @param apiVersion Version of the API, any text; v1 for Azure's v1 API. For azure only.
 * @param headers Headers to send with every request. Their values are as secret as keys.
 * @param sslBundle Name of the SSL bundle for TLS connections to the endpoint.
 * @param allowPlainHttp Whether the endpoint may begin with http although it is not on
 * this machine: a sidecar, or a gateway in the same network.
 * @param tokenScope Scope of tokens of Microsoft Entra ID. For azure only.
 * @param timeout Time for one attempt, 1ms to 365d: until the response is complete
 * (call), or its head is there (stream).
 * @param connectTimeout Time to connect, 1ms to 1h.
 * @param firstChunkTimeout Longest wait for the first chunk of a stream that has content;
 * a reasoning model thinks before it. 1ms to 365d. The timeout when left out.
 * @param streamIdleTimeout Longest silence between two chunks after that one, 1ms to
 * 365d.
 * @param priority Tier of the deployment. Lower ones are used first, a tier only when
 * every lower one has nothing available.
 * @param models Models on this deployment, at least one.
 */
public record DeploymentProperties(String name, @DefaultValue("azure") Provider provider, @Nullable URI endpoint,
		@Nullable String apiKey, @DefaultValue(DeploymentProperties.API_VERSION) String apiVersion,
		@DefaultValue Map<String, String> headers, @Nullable String sslBundle,
		@DefaultValue("false") boolean allowPlainHttp, @DefaultValue(DeploymentSettings.TOKEN_SCOPE) String tokenScope,
		@DefaultValue("600s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout,
		@DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS) Duration connectTimeout,
		@Nullable @DurationUnit(ChronoUnit.SECONDS) Duration firstChunkTimeout,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration streamIdleTimeout,
		@DefaultValue("0") int priority, @DefaultValue List<ModelProperties> models) {

	static final String API_VERSION = "2024-10-21";

	private static final String V1_PATH = "/openai/v1";

	private static final URI OPENAI = URI.create("https://api.openai.com");

	public DeploymentProperties {
		if (provider == Provider.AZURE && endpoint != null && endsInV1(endpoint)) {
			apiVersion = DeploymentSettings.V1;
		}
		apiVersion = (StringUtils.hasText(apiVersion)) ? apiVersion : API_VERSION;
		tokenScope = (StringUtils.hasText(tokenScope)) ? tokenScope : DeploymentSettings.TOKEN_SCOPE;
		sslBundle = (StringUtils.hasText(sslBundle)) ? sslBundle : null;
		headers = Map.copyOf(headers);
		models = List.copyOf(models);
	}

	/**
	 * Tells whether an endpoint of Azure's names its v1 API.
	 * @param endpoint the endpoint
	 * @return whether its path ends in {@code /openai/v1}
	 */
	public static boolean endsInV1(URI endpoint) {
		return withoutSlash(endpoint).endsWith(V1_PATH);
	}

	/**
	 * The base URL with the provider's default applied.
	 * @return the URL, without a trailing slash and without the path of an API
	 */
	URI baseUrl() {
		String url = withoutSlash((this.endpoint != null) ? this.endpoint : OPENAI);
		return URI.create((this.provider == Provider.AZURE && url.endsWith(V1_PATH))
				? url.substring(0, url.length() - V1_PATH.length()) : url);
	}

	private static String withoutSlash(URI url) {
		return StringUtils.trimTrailingCharacter(url.toString(), '/');
	}

	/**
	 * What the router balances over.
	 * @param cooldown the cooldown of models that have none of their own
	 * @return one deployment per model
	 */
	Stream<Deployment> routed(Duration cooldown) {
		return this.models.stream()
			.map((model) -> new Deployment(this.name, model.name(), model.tpm(), model.rpm(), this.priority,
					(model.cooldown() != null) ? model.cooldown() : cooldown, this.provider == Provider.OPENAI));
	}

	/**
	 * What a connector needs to know.
	 * @param keys where keys come from; the configured key is used when it has none
	 * @param tls how TLS connections are made, or {@code null} for the JVM's defaults
	 * @return the settings
	 */
	public DeploymentSettings settings(ApiKeyProvider keys, @Nullable TlsSettings tls) {
		return new DeploymentSettings(this.name, baseUrl(), this.apiVersion, keySource(keys), () -> key(keys),
				this.tokenScope, this.headers, tls, this.timeout, this.connectTimeout,
				(this.firstChunkTimeout != null) ? this.firstChunkTimeout : this.timeout, this.streamIdleTimeout);
	}

	private KeySource keySource(ApiKeyProvider keys) {
		if (!(keys instanceof ConfiguredKeys)) {
			return KeySource.PROVIDER;
		}
		return (this.apiKey != null) ? KeySource.CONFIGURED : KeySource.NONE;
	}

	/**
	 * How the application gets access to the deployment, for the log.
	 * @param index the index in the list of deployments
	 * @param provider whether the application has an {@link ApiKeyProvider}
	 * @return what to look at when the access fails
	 */
	RoutingLog.Access access(int index, boolean provider) {
		boolean key = this.apiKey != null;
		return new RoutingLog.Access(this.name, SwitchboardProperties.PREFIX + ".deployments[" + index + "]",
				key || (this.provider == Provider.OPENAI && !provider), provider,
				!key && this.provider == Provider.AZURE);
	}

	private @Nullable String key(ApiKeyProvider keys) {
		String key = keys.apiKey(this.name);
		return (key != null) ? key : this.apiKey;
	}

	/**
	 * What a connector needs to know of the models.
	 * @param defaults options of requests to any model
	 * @return the settings of each model
	 */
	List<ModelSettings> models(RequestOptions defaults) {
		return this.models.stream()
			.map((model) -> new ModelSettings(model.name(), model.upstreamName(), model.options().orElse(defaults),
					model.omitOptions()))
			.toList();
	}

	/** Whether its service knows a field for the key of a prompt cache. */
	boolean knowsCacheKey() {
		return this.provider == Provider.OPENAI || DeploymentSettings.V1.equals(this.apiVersion);
	}

	/** Leaves out the key, and the URL, which may contain a key. */
	@Override
	public String toString() {
		return "DeploymentProperties[name=%s, provider=%s, priority=%d, models=%s]".formatted(this.name, this.provider,
				this.priority, this.models);
	}

	/** Kind of service. */
	public enum Provider {

		/** Azure OpenAI. */
		AZURE,

		/** OpenAI itself, or anything that speaks its API. */
		OPENAI

	}

}
