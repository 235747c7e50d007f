package dev.switchboard.azure;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.Access;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;
import dev.switchboard.wire.Keys;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Authenticates the requests of a deployment of Azure with its key or, without one, with
 * a token.
 *
 * @since 0.1.0
 */
public final class AzureAccess implements Access {

	private static final String API_KEY = "api-key";

	private final DeploymentSettings deployment;

	private final Keys keys;

	private final Mono<String> tokens;

	/**
	 * Creates the access to a deployment.
	 * @param deployment the deployment
	 * @param source supplies its tokens
	 * @param blocking threads that may be blocked
	 */
	public AzureAccess(DeploymentSettings deployment, TokenSource source, Scheduler blocking) {
		this.deployment = deployment;
		this.keys = new Keys(deployment, blocking);
		this.tokens = source.tokens(deployment, blocking);
	}

	@Override
	public Mono<Credential> credential(ExchangeWatch watch) {
		return this.keys.key(watch).map((key) -> new Credential(API_KEY, key)).switchIfEmpty(Mono.defer(() -> {
			watch.enter(Stage.CREDENTIAL);
			if (!"https".equalsIgnoreCase(this.deployment.endpoint().getScheme())) {
				return Mono.error(plainHttp());
			}
			return this.tokens.map(Credential::bearer).switchIfEmpty(Mono.error(this::noWay));
		}));
	}

	private IllegalStateException plainHttp() {
		return new IllegalStateException("Tokens of Microsoft Entra ID are sent over HTTPS only: set the 'api-key' of"
				+ " deployment '" + this.deployment.name() + "', or an 'endpoint' with 'https'");
	}

	private IllegalStateException noWay() {
		return new IllegalStateException("Deployment '" + this.deployment.name()
				+ "' has neither a key nor a way to a token of Microsoft Entra ID: set its 'api-key', let the"
				+ " ApiKeyProvider return a key for it, or add the dependency 'com.azure:azure-identity' or a"
				+ " TokenCredential bean");
	}

	@Override
	public @Nullable Object shared() {
		return this.keys.areMissing() ? this.tokens : null;
	}

}
