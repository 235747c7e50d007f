package dev.switchboard.autoconfigure;

import dev.switchboard.configuration.ChatClientConfiguration;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} for {@link ChatClient}s.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = SwitchboardAutoConfiguration.class,
		afterName = "org.springframework.ai.model.chat.client.autoconfigure.ChatClientAutoConfiguration")
@ConditionalOnClass(ChatClient.class)
@Import(ChatClientConfiguration.class)
public class SwitchboardChatClientAutoConfiguration {

}
