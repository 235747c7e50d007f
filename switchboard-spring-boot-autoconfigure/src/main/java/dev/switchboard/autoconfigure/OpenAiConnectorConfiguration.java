package dev.switchboard.autoconfigure;

import dev.switchboard.autoconfigure.DeploymentProperties.Provider;
import dev.switchboard.chat.DeploymentConnector;
import dev.switchboard.openai.OpenAiConnector;

import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The connector of provider {@code openai}.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(OpenAiChatModel.class)
@ConditionalOnMissingBean(DeploymentConnector.class)
class OpenAiConnectorConfiguration {

	@Bean
	ProviderConnector switchboardOpenAiConnector(ToolCallingManager tools) {
		OpenAiConnector connector = new OpenAiConnector(tools);
		return new ProviderConnector(Provider.OPENAI, connector, connector::close);
	}

}
