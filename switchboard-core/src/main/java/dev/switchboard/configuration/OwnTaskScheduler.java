package dev.switchboard.configuration;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Adds a daemon scheduler when the application has no {@link TaskScheduler}, or several
 * and none of them is primary. Not a condition, because a condition would not see beans
 * that are defined later.
 */
final class OwnTaskScheduler implements BeanFactoryPostProcessor {

	static final String NAME = "switchboardTaskScheduler";

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		if (beans instanceof BeanDefinitionRegistry registry && !registry.containsBeanDefinition(NAME)
				&& !AutowireCandidates.of(beans, TaskScheduler.class).areUnique()) {
			RootBeanDefinition scheduler = new RootBeanDefinition(ThreadPoolTaskScheduler.class);
			scheduler.setAutowireCandidate(false);
			scheduler.getPropertyValues().add("threadNamePrefix", "switchboard-windows-").add("daemon", true);
			registry.registerBeanDefinition(NAME, scheduler);
		}
	}

}
