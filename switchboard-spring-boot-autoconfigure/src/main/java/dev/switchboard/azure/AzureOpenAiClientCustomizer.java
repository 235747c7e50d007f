package dev.switchboard.azure;

import com.azure.ai.openai.OpenAIClientBuilder;

/**
 * Callback for changes to the client of a deployment: a proxy, a policy, another HTTP
 * client. Customizers are applied in order, after everything that Switchboard itself
 * sets. Switchboard works with any HTTP client.
 *
 * <pre>{@code
 * &#64;Bean
 * AzureOpenAiClientCustomizer proxy(HttpClient throughProxy) {
 *   return (deployment, builder) -> builder.httpClient(throughProxy);
 * }
 * }</pre>
 *
 * Leave {@code retryPolicy}, {@code retryOptions}, {@code pipeline} and
 * {@code credential} alone: the switchboard is the only retry loop, and sends the keys.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface AzureOpenAiClientCustomizer {

	/**
	 * Changes the client of a deployment. Called once per deployment, at start.
	 * @param deploymentName the name of the deployment
	 * @param builder the builder of its client
	 */
	void customize(String deploymentName, OpenAIClientBuilder builder);

}
