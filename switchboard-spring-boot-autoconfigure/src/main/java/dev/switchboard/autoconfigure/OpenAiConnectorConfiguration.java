package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import dev.switchboard.configuration.ProviderConnector;
import dev.switchboard.connector.DeploymentConnector;
import dev.switchboard.connector.HttpClientCustomizer;
import dev.switchboard.openai.OpenAiConnector;

import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The connector of provider {@code openai}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(OpenAiChatModel.class)
@ConditionalOnMissingBean(value = DeploymentConnector.class, search = SearchStrategy.CURRENT)
class OpenAiConnectorConfiguration {

	@Bean(ProviderConnector.OPENAI)
	ProviderConnector switchboardOpenAiConnector(ToolSupport tools, ObjectProvider<HttpClientCustomizer> customizers) {
		OpenAiConnector connector = new OpenAiConnector(tools.manager(), customizers.orderedStream().toList());
		return new ProviderConnector(Provider.OPENAI, connector, connector::close);
	}

}
