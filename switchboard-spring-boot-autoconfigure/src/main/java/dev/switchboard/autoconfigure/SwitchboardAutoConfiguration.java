package dev.switchboard.autoconfigure;

import dev.switchboard.chat.ChatSupport;
import dev.switchboard.configuration.OnEnabled;
import dev.switchboard.configuration.SwitchboardConfiguration;
import dev.switchboard.configuration.check.ConfigurationCheckConfiguration;
import dev.switchboard.tools.SpringAi1ChatSupport;

import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/**
 * {@link AutoConfiguration Auto-configuration} of the switchboard: imports
 * {@link SwitchboardConfiguration} and adds the connectors and tools of Spring AI 1.1.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = TaskSchedulingAutoConfiguration.class,
		afterName = "org.springframework.ai.model.tool.autoconfigure.ToolCallingAutoConfiguration")
@Conditional(OnEnabled.class)
@ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "switchboard", matchIfMissing = true)
@Import({ ConfigurationCheckConfiguration.class, AzureConnectorConfiguration.class, OpenAiConnectorConfiguration.class,
		SwitchboardConfiguration.class })
public class SwitchboardAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	ToolCallingManager switchboardToolCallingManager() {
		return ToolCallingManager.builder().build();
	}

	@Bean
	ToolSupport switchboardToolSupport(ObjectProvider<ToolCallingManager> managers,
			ObjectProvider<ToolExecutionEligibilityPredicate> predicates) {
		return ToolSupport.of(managers, predicates);
	}

	@Bean
	ChatSupport switchboardChatSupport(ToolSupport tools) {
		return new SpringAi1ChatSupport(tools.manager(), tools.eligibility());
	}

}
