package dev.switchboard.autoconfigure;

import com.azure.ai.openai.OpenAIClientBuilder;
import com.azure.core.credential.TokenCredential;
import com.azure.identity.DefaultAzureCredentialBuilder;
import dev.switchboard.azure.AzureOpenAiClientCustomizer;
import dev.switchboard.azure.AzureOpenAiConnector;
import dev.switchboard.azure.TokenCredentialProvider;
import dev.switchboard.configuration.ApplicationFeatures;
import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.configuration.ProviderConnector;
import dev.switchboard.connector.DeploymentConnector;

import org.springframework.ai.azure.openai.AzureOpenAiChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The connector of provider {@code azure}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass({ AzureOpenAiChatModel.class, OpenAIClientBuilder.class })
@ConditionalOnMissingBean(value = DeploymentConnector.class, search = SearchStrategy.CURRENT)
class AzureConnectorConfiguration {

	@Bean(ProviderConnector.AZURE)
	ProviderConnector switchboardAzureConnector(ToolSupport tools, ObjectProvider<TokenCredential> credential,
			ObjectProvider<TokenCredentialProvider> credentials,
			ObjectProvider<AzureOpenAiClientCustomizer> customizers, ConfigurableListableBeanFactory beans) {
		boolean identity = ApplicationFeatures.hasAzureIdentity(beans.getBeanClassLoader());
		AzureOpenAiConnector connector = new AzureOpenAiConnector(tools.manager(),
				credentials.getIfAvailable(() -> (deployment) -> null), () -> {
					TokenCredential bean = credential.getIfAvailable();
					return (bean == null && identity) ? Identity.credential() : bean;
				}, customizers.orderedStream().toList());
		return new ProviderConnector(Provider.AZURE, connector, connector::close);
	}

	/** A separate class, because azure-identity is optional. */
	private static final class Identity {

		static TokenCredential credential() {
			return new DefaultAzureCredentialBuilder().build();
		}

	}

}
