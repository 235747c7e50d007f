package dev.switchboard.azure;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;
import dev.switchboard.wire.Keys;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What the requests of a deployment are authenticated with: its key or, without one, a
 * token of Microsoft Entra ID. Asked for with every request, since the client would keep
 * the first key for good, and before it is written, so that what goes wrong here is not
 * taken for the request's fault, or the other way round.
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

	/** What all deployments without a key have in common. */
	@Nullable Object shared() {
		return this.keys.areMissing() ? this.entra : null;
	}

}
