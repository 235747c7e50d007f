package dev.switchboard.azure;

import java.util.function.Supplier;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Sends the key, asked for with every request, or without one a token of Entra ID. A
 * policy of our own because the client's refuses {@code http://}, which is fine for
 * loopback, and keeps the first key for good.
 */
final class CredentialsPolicy implements HttpPipelinePolicy {

	private static final HttpHeaderName API_KEY = HttpHeaderName.fromString("api-key");

	private final Supplier<@Nullable String> apiKey;

	private final EntraPolicy entra;

	CredentialsPolicy(Supplier<@Nullable String> apiKey, EntraPolicy entra) {
		this.apiKey = apiKey;
		this.entra = entra;
	}

	@Override
	public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
		return Mono.defer(() -> keyed(context) ? next.process() : this.entra.process(context, next));
	}

	@Override
	public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
		return keyed(context) ? next.processSync() : this.entra.processSync(context, next);
	}

	private boolean keyed(HttpPipelineCallContext context) {
		String key = this.apiKey.get();
		if (key == null) {
			return false;
		}
		context.getHttpRequest().setHeader(API_KEY, key);
		return true;
	}

}
