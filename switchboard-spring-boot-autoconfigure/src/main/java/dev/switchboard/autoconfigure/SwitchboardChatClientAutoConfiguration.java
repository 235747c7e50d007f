package dev.switchboard.autoconfigure;

import dev.switchboard.chat.SessionAdvisor;
import dev.switchboard.chat.SwitchboardChatModel;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} of what {@link ChatClient}s need of the
 * switchboard: their sessions, and a client that is ready to be injected.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SwitchboardAutoConfiguration.class,
		afterName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration")
@ConditionalOnClass(ChatClient.class)
@ConditionalOnBean(SwitchboardChatModel.class)
public class SwitchboardChatClientAutoConfiguration {

	@Bean
	@ConditionalOnBooleanProperty(name = "switchboard.session-affinity.enabled", matchIfMissing = true)
	ChatClientCustomizer switchboardSessions(SwitchboardProperties properties) {
		SessionAdvisor sessions = new SessionAdvisor(properties.sessionAffinity().useConversationId());
		return (builder) -> builder.defaultAdvisors(sessions);
	}

	@Bean
	@ConditionalOnBean(ChatClient.Builder.class)
	@ConditionalOnMissingBean
	ChatClient switchboardChatClient(ChatClient.Builder builder) {
		return builder.build();
	}

}
