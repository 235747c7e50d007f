package dev.switchboard.autoconfigure;

import dev.switchboard.azure.TokenSource;
import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.configuration.ProviderConnector;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.openai.Api;
import dev.switchboard.openai.OpenAiConnector;

import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The connectors of both providers, on the same client library.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(OpenAiChatModel.class)
@ConditionalOnMissingBean(value = DeploymentConnector.class, search = SearchStrategy.CURRENT)
class ConnectorConfiguration {

	/** Without azure-core on the class path there are no tokens. */
	@Bean(ProviderConnector.AZURE)
	ProviderConnector switchboardAzureConnector(ObjectProvider<TokenSource> tokens,
			ObjectProvider<HttpClientCustomizer> customizers) {
		return connector(Provider.AZURE, Api.AZURE, tokens.getIfAvailable(() -> TokenSource.NONE), customizers);
	}

	@Bean(ProviderConnector.OPENAI)
	ProviderConnector switchboardOpenAiConnector(ObjectProvider<HttpClientCustomizer> customizers) {
		return connector(Provider.OPENAI, Api.OPENAI, TokenSource.NONE, customizers);
	}

	private static ProviderConnector connector(Provider provider, Api api, TokenSource tokens,
			ObjectProvider<HttpClientCustomizer> customizers) {
		OpenAiConnector connector = new OpenAiConnector(api, tokens, customizers.orderedStream().toList());
		return new ProviderConnector(provider, connector, connector::close);
	}

}
