package dev.switchboard.azure;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;
import dev.switchboard.wire.Keys;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Authenticates the requests of a deployment with its key or, without one, with a token.
 * The credential is obtained for every request, because a client would keep the first key
 * forever, and before the request is written, so that the two kinds of failure are not
 * mixed up.
 *
 * @since 0.1.0
 */
public final class AzureAccess {

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

	/**
	 * Obtains the credential of a request, on subscription.
	 * @param watch the watch over the exchange that needs it
	 * @return the credential, or an {@link IllegalStateException} when there is neither a
	 * key nor a token
	 */
	public Mono<Credential> credential(ExchangeWatch watch) {
		return this.keys.key(watch).map((key) -> new Credential(API_KEY, key)).switchIfEmpty(Mono.defer(() -> {
			watch.enter(Stage.CREDENTIAL);
			return this.tokens.map(Credential::bearer).switchIfEmpty(Mono.error(this::noWay));
		}));
	}

	private IllegalStateException noWay() {
		return new IllegalStateException("Deployment '" + this.deployment.name()
				+ "' has neither a key nor a way to a token of Microsoft Entra ID: set its 'api-key', let the"
				+ " ApiKeyProvider return a key for it, or add the dependency 'com.azure:azure-identity' or a"
				+ " TokenCredential bean");
	}

	/**
	 * Returns the credential that all deployments without a key share.
	 * @return the credential, or {@code null} if the deployment has a key
	 */
	public @Nullable Object shared() {
		return this.keys.areMissing() ? this.tokens : null;
	}

}
