package dev.switchboard.autoconfigure;

import dev.switchboard.chat.ChatSupport;
import dev.switchboard.chat.SpringAi2ChatSupport;
import dev.switchboard.configuration.OnEnabled;
import dev.switchboard.configuration.SwitchboardConfiguration;
import dev.switchboard.configuration.check.ConfigurationCheckConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} of the switchboard: imports
 * {@link SwitchboardConfiguration} and adds the connectors of Spring AI 2.0, where
 * {@code ChatClient} runs the tools.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = TaskSchedulingAutoConfiguration.class)
@Conditional(OnEnabled.class)
@ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "switchboard", matchIfMissing = true)
@Import({ ConfigurationCheckConfiguration.class, ConnectorConfiguration.class, SwitchboardConfiguration.class })
public class SwitchboardAutoConfiguration {

	@Bean
	ChatSupport switchboardChatSupport() {
		return new SpringAi2ChatSupport();
	}

}
