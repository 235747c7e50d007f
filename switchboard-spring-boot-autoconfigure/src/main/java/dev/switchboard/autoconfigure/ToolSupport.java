package dev.switchboard.autoconfigure;

import org.springframework.ai.model.tool.DefaultToolExecutionEligibilityPredicate;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionEligibilityPredicate;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Resolves and runs tools: the application's beans, or Spring AI's defaults when it has
 * no such bean, or several and none of them is primary.
 *
 * @param manager resolves and runs tools
 * @param eligibility whether the tool calls of a response are run
 */
record ToolSupport(ToolCallingManager manager, ToolExecutionEligibilityPredicate eligibility) {

	static ToolSupport of(ObjectProvider<ToolCallingManager> managers,
			ObjectProvider<ToolExecutionEligibilityPredicate> predicates) {
		return new ToolSupport(managers.getIfUnique(() -> ToolCallingManager.builder().build()),
				predicates.getIfUnique(DefaultToolExecutionEligibilityPredicate::new));
	}

}
