package dev.switchboard.openai;

import reactor.netty.http.client.HttpClient;

/**
 * Callback for changes to the HTTP client of a deployment of provider {@code openai}: a
 * proxy, a resolver. Customizers are applied in order, after everything that Switchboard
 * itself sets.
 *
 * <pre>{@code
 * &#64;Bean
 * OpenAiClientCustomizer proxy() {
 *   return (deployment, client) -> client.proxy((proxy) -> proxy.type(Proxy.HTTP).host("proxy").port(3128));
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface OpenAiClientCustomizer {

	/**
	 * Changes the HTTP client of a deployment. Called once per deployment, at start.
	 * @param deploymentName the name of the deployment
	 * @param client the client
	 * @return the client to use
	 */
	HttpClient customize(String deploymentName, HttpClient client);

}
