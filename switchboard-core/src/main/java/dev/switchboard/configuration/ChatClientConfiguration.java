package dev.switchboard.configuration;

import dev.switchboard.chat.ChatSupport;
import dev.switchboard.chat.SessionAdvisor;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.configuration.SwitchboardProperties.SessionAffinity;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientCustomizer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Session affinity for every {@link ChatClient}, and a client to inject.
 *
 * @since 0.1.0
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(value = { SwitchboardChatModel.class, SwitchboardProperties.class }, search = SearchStrategy.CURRENT)
public class ChatClientConfiguration {

	@Bean
	ChatClientCustomizer switchboardSessions(SwitchboardProperties properties, ChatSupport support) {
		SessionAffinity affinity = properties.sessionAffinity();
		return (builder) -> {
			if (affinity.enabled()) {
				builder.defaultAdvisors(new SessionAdvisor(support, affinity.useConversationId()));
			}
		};
	}

	@Bean
	@ConditionalOnSingleCandidate(value = ChatClient.Builder.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean
	ChatClient switchboardChatClient(ChatClient.Builder builder) {
		return builder.build();
	}

}
