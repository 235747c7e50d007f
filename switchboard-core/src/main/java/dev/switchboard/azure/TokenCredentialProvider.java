package dev.switchboard.azure;

import com.azure.core.credential.TokenCredential;
import org.jspecify.annotations.Nullable;

/**
 * Supplies the credential of each deployment that has no key: deployments of several
 * tenants need several. Deployments with the same credential share its tokens.
 *
 * <pre>{@code
 * &#64;Bean
 * TokenCredentialProvider tenants(TokenCredential ours, TokenCredential theirs) {
 *   return (deployment) -> deployment.startsWith("partner-") ? theirs : ours;
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenCredentialProvider {

	/**
	 * Returns the credential of a deployment. Called once per deployment, at start.
	 * @param deploymentName the name of the deployment
	 * @return the credential, or {@code null} for the application's only TokenCredential
	 * bean or, without one, DefaultAzureCredential
	 */
	@Nullable TokenCredential credential(String deploymentName);

}
