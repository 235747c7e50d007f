package dev.switchboard.autoconfigure;

import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.scheduling.TaskScheduler;

/**
 * Condition that the application has no {@link TaskScheduler}, or several and none of
 * them primary.
 */
final class OnNoSingleTaskScheduler extends NoneNestedConditions {

	OnNoSingleTaskScheduler() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnSingleCandidate(TaskScheduler.class)
	static class SingleTaskScheduler {

	}

}
