package dev.switchboard.azure;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;
import dev.switchboard.wire.Keys;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Authenticates the requests of a deployment with its key or, without one, with a token
 * of Microsoft Entra ID. The credential is obtained for every request, because the client
 * would keep the first key forever, and before the request is written, so that the two
 * kinds of failure are not mixed up.
 */
final class AzureAccess {

	private static final String API_KEY = "api-key";

	private final DeploymentSettings deployment;

	private final Keys keys;

	private final EntraTokens entra;

	AzureAccess(DeploymentSettings deployment, Keys keys, EntraTokens entra) {
		this.deployment = deployment;
		this.keys = keys;
		this.entra = entra;
	}

	Mono<Credential> credential(ExchangeWatch watch) {
		return this.keys.key(watch).map((key) -> new Credential(API_KEY, key)).switchIfEmpty(Mono.defer(() -> {
			watch.enter(Stage.CREDENTIAL);
			return this.entra.token(this.deployment.name()).map(Credential::bearer);
		}));
	}

	/** The credential that all deployments without a key share. */
	@Nullable Object shared() {
		return this.keys.areMissing() ? this.entra : null;
	}

}
