package dev.switchboard.configuration;

import dev.switchboard.chat.ChatSupport;
import dev.switchboard.chat.SessionAdvisor;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.configuration.SwitchboardProperties.SessionAffinity;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} of session affinity for every
 * {@link ChatClient}, and a client to inject.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "dev.switchboard.autoconfigure.SwitchboardAutoConfiguration",
		"org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration" })
@ConditionalOnClass(ChatClient.class)
@ConditionalOnBean(value = { SwitchboardChatModel.class, SwitchboardProperties.class }, search = SearchStrategy.CURRENT)
public class SwitchboardChatClientAutoConfiguration {

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
