package dev.switchboard.wire;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Authenticates the requests of a deployment. The credential is obtained for every
 * request, because a client would keep the first key forever, and before the request is
 * written, so that the two kinds of failure are not mixed up.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Access {

	/**
	 * Obtains the credential of a request, on subscription.
	 * @param watch the watch over the exchange that needs it
	 * @return the credential, or an {@link IllegalStateException} when there is none
	 */
	Mono<Credential> credential(ExchangeWatch watch);

	/**
	 * Returns the credential that deployments without a key share.
	 * @return the credential, or {@code null} if the deployment has its own
	 */
	default @Nullable Object shared() {
		return null;
	}

}
