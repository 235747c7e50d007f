package dev.switchboard.connector;

import org.jspecify.annotations.Nullable;

/**
 * Supplies API keys. It is asked for every attempt, so that a key can be rotated without
 * a restart and without losing counters.
 *
 * <pre>{@code
 * &#64;Bean
 * ApiKeyProvider keys(Vault vault) {
 *   return (deployment) -> vault.read("openai/" + deployment);
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ApiKeyProvider {

	/**
	 * Returns the key to send now. Called on a thread that may be blocked, with the
	 * caller's thread-bound context, and interrupted when the attempt ends first: the
	 * time it takes counts toward the attempt's timeout. An exception reaches the caller
	 * at once: no other deployment is tried, and this one stays in rotation.
	 * @param deploymentName the name of the deployment
	 * @return the key, or {@code null} to fall back to the configured {@code api-key}
	 * and, without one, to Microsoft Entra ID
	 */
	@Nullable String apiKey(String deploymentName);

}
