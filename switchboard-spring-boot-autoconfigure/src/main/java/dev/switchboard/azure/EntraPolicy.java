package dev.switchboard.azure;

import java.util.function.Supplier;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import reactor.core.publisher.Mono;

import org.springframework.util.function.SingletonSupplier;

/**
 * Authenticates with Microsoft Entra ID. One for all deployments, so that they share the
 * cached token. The credential is made with the first request that needs it: most
 * applications have keys.
 */
final class EntraPolicy implements HttpPipelinePolicy {

	private static final String SCOPE = "https://cognitiveservices.azure.com/.default";

	private final Supplier<BearerTokenAuthenticationPolicy> bearer;

	EntraPolicy(Supplier<TokenCredential> credential) {
		this.bearer = SingletonSupplier.of(() -> new BearerTokenAuthenticationPolicy(credential.get(), SCOPE));
	}

	@Override
	public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
		return this.bearer.get().process(context, next);
	}

	@Override
	public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
		return this.bearer.get().processSync(context, next);
	}

}
