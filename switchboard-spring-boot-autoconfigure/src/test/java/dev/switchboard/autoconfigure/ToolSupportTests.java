package dev.switchboard.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.ai.model.tool.DefaultToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ToolSupport}.
 */
class ToolSupportTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Tools.class);

	private static final ToolExecutionEligibilityPredicate NEVER = (options, response) -> false;

	@Test
	void takesTheApplicationsPredicate() {
		this.runner.withBean("one", ToolExecutionEligibilityPredicate.class, () -> NEVER)
			.run((context) -> assertThat(context.getBean(ToolSupport.class).eligibility()).isSameAs(NEVER));
	}

	@Test
	void takesTheDefaultAmongSeveralPredicates() {
		this.runner.withBean("one", ToolExecutionEligibilityPredicate.class, () -> NEVER)
			.withBean("two", ToolExecutionEligibilityPredicate.class, () -> NEVER)
			.run((context) -> assertThat(context.getBean(ToolSupport.class).eligibility())
				.isInstanceOf(DefaultToolExecutionEligibilityPredicate.class));
	}

	@Test
	void takesItsOwnManagerWhenThereAreSeveral() {
		this.runner.withBean("one", ToolCallingManager.class, () -> ToolCallingManager.builder().build())
			.withBean("two", ToolCallingManager.class, () -> ToolCallingManager.builder().build())
			.run((context) -> assertThat(context.getBean(ToolSupport.class).manager()).isNotNull());
	}

	@Configuration(proxyBeanMethods = false)
	static class Tools {

		@Bean
		ToolSupport tools(ObjectProvider<ToolCallingManager> managers,
				ObjectProvider<ToolExecutionEligibilityPredicate> predicates) {
			return ToolSupport.of(managers, predicates);
		}

	}

}
