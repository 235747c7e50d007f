package dev.switchboard.configuration;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.connector.DeploymentConnector;

/**
 * The switchboard's connector for one provider. Not a {@link DeploymentConnector}: a bean
 * of that type connects the deployments of every provider.
 *
 * @param provider the provider
 * @param connector connects the provider's deployments
 * @param disconnect closes what the connector's clients share
 */
public record ProviderConnector(Provider provider, DeploymentConnector connector,
		Runnable disconnect) implements AutoCloseable {

	/**
	 * The name of the bean for Azure. It exists if Azure's client is on the class path.
	 */
	public static final String AZURE = "switchboardAzureConnector";

	/**
	 * The name of the bean for OpenAI. It exists if OpenAI's client is on the class path.
	 */
	public static final String OPENAI = "switchboardOpenAiConnector";

	@Override
	public void close() {
		this.disconnect.run();
	}

}
