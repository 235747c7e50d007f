package dev.switchboard.azure;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import dev.switchboard.connector.DeploymentSettings;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The application's credentials of Microsoft Entra ID. Deployments with the same
 * credential and the same scope share their tokens.
 *
 * @since 0.1.0
 */
public final class EntraCredentials implements TokenSource {

	private final Map<Identity, Mono<String>> tokens = new ConcurrentHashMap<>();

	private final TokenCredentialProvider own;

	private final Supplier<@Nullable TokenCredential> shared;

	/**
	 * Creates credentials.
	 * @param own supplies the credential of a deployment
	 * @param shared supplies the credential of the other deployments; called with each
	 * request that needs it until it returns one; {@code null} means that there is no way
	 * to get a token
	 */
	public EntraCredentials(TokenCredentialProvider own, Supplier<@Nullable TokenCredential> shared) {
		this.own = own;
		this.shared = shared;
	}

	@Override
	public Mono<String> tokens(DeploymentSettings deployment, Scheduler blocking) {
		TokenCredential credential = this.own.credential(deployment.name());
		Supplier<@Nullable TokenCredential> source = (credential != null) ? () -> credential : this.shared;
		return this.tokens.computeIfAbsent(new Identity(credential, deployment.tokenScope()),
				(identity) -> new EntraTokens(identity.scope(), source, blocking, Clock.systemUTC()).token());
	}

	/**
	 * Whose tokens a deployment sends.
	 *
	 * @param credential the credential, or {@code null} for the shared one
	 * @param scope the scope of the tokens
	 */
	private record Identity(@Nullable TokenCredential credential, String scope) {

	}

}
