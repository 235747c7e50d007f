package dev.switchboard.connector;

import reactor.netty.http.client.HttpClient;

/**
 * Callback for changes to the HTTP client of a deployment: a proxy, a resolver.
 * Customizers are applied in order, after everything that Switchboard itself sets. An
 * HTTP client of Azure's that the application brings itself is not changed.
 *
 * <pre>{@code
 * &#64;Bean
 * HttpClientCustomizer proxy() {
 *   return (deployment, client) -> client.proxy((proxy) -> proxy.type(Proxy.HTTP).host("proxy").port(3128));
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface HttpClientCustomizer {

	/**
	 * Changes the HTTP client of a deployment. Called once per deployment, at start.
	 * @param deploymentName the name of the deployment
	 * @param client the client
	 * @return the client to use
	 */
	HttpClient customize(String deploymentName, HttpClient client);

}
