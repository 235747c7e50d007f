package dev.switchboard.autoconfigure;

import com.azure.ai.openai.OpenAIClientBuilder;
import dev.switchboard.azure.AzureOpenAiClientCustomizer;
import dev.switchboard.azure.AzureOpenAiConnector;
import dev.switchboard.azure.TokenSource;
import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.configuration.ProviderConnector;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.HttpClientCustomizer;

import org.springframework.ai.azure.openai.AzureOpenAiChatModel;
import org.springframework.beans.factory.ObjectProvider;
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
	ProviderConnector switchboardAzureConnector(ToolSupport tools, TokenSource tokens,
			ObjectProvider<HttpClientCustomizer> httpClients, ObjectProvider<AzureOpenAiClientCustomizer> customizers) {
		AzureOpenAiConnector connector = new AzureOpenAiConnector(tools.manager(), tokens,
				httpClients.orderedStream().toList(), customizers.orderedStream().toList());
		return new ProviderConnector(Provider.AZURE, connector, connector::close);
	}

}
