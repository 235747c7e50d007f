package dev.switchboard.configuration;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.Router;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class WindowResetsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(SwitchboardAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withPropertyValues("switchboard.deployments[0].name=east",
				"switchboard.deployments[0].endpoint=https://east.example.com",
				"switchboard.deployments[0].api-key=east-key", "switchboard.deployments[0].models[0].name=m");

	@Test
	void resetsOncePerWindow() {
		RecordingScheduler scheduler = new RecordingScheduler();
		WindowResets resets = new WindowResets(router(Duration.ofSeconds(30)), scheduler);
		resets.start();
		assertThat(resets.isRunning()).isTrue();
		assertThat(scheduler.periods).containsExactly(Duration.ofSeconds(30));
		assertThat(scheduler.starts).containsExactly(scheduler.getClock().instant().plusSeconds(30));
		resets.stop();
		assertThat(resets.isRunning()).isFalse();
		assertThat(scheduler.cancelled).isOne();
	}

	@Test
	void totalsAreNeverReset() {
		RecordingScheduler scheduler = new RecordingScheduler();
		new WindowResets(router(Duration.ZERO), scheduler).start();
		assertThat(scheduler.periods).isEmpty();
	}

	@Test
	void ownSchedulerIsADaemonAndNotInjectable() {
		this.runner.run((context) -> {
			assertThat(context.getBeanFactory().getBeanDefinition("switchboardTaskScheduler").isAutowireCandidate())
				.isFalse();
			AtomicReference<Thread> thread = new AtomicReference<>();
			context.getBean("switchboardTaskScheduler", ThreadPoolTaskScheduler.class)
				.execute(() -> thread.set(Thread.currentThread()));
			Awaitility.await().until(() -> thread.get() != null);
			assertThat(thread.get().isDaemon()).isTrue();
			assertThat(thread.get().getName()).startsWith("switchboard-");
			assertThat(context.getBean(WindowResets.class).isRunning()).isTrue();
			context.close();
			Awaitility.await().until(() -> !thread.get().isAlive());
		});
	}

	@Test
	void ownSchedulerIsNotInjected() {
		this.runner.withBean(Asking.class)
			.run((context) -> assertThat(context.getBean(Asking.class).schedulers.getIfAvailable()).isNull());
	}

	@Test
	void theSingleSchedulerOfTheApplicationIsUsed() {
		this.runner.withBean(RecordingScheduler.class, RecordingScheduler::new).run((context) -> {
			assertThat(context).doesNotHaveBean("switchboardTaskScheduler");
			assertThat(context.getBean(RecordingScheduler.class).periods).containsExactly(Duration.ofSeconds(60));
		});
	}

	@Test
	void theSchedulerOfScheduledTasksIsUsed() {
		this.runner.withUserConfiguration(Scheduling.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean("switchboardTaskScheduler")
				.hasSingleBean(TaskScheduler.class)
				.hasBean("taskScheduler"));
	}

	@Test
	void ofSeveralSchedulersNoneIsUsed() {
		this.runner.withBean("one", RecordingScheduler.class, RecordingScheduler::new)
			.withBean("two", RecordingScheduler.class, RecordingScheduler::new)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasBean("switchboardTaskScheduler");
				Map<String, RecordingScheduler> theirs = context.getBeansOfType(RecordingScheduler.class);
				assertThat(theirs.values()).allSatisfy((scheduler) -> assertThat(scheduler.periods).isEmpty());
			});
	}

	@Test
	void aMockOfASchedulerStopsNoStart() {
		this.runner.withBean(TaskScheduler.class, () -> mock(TaskScheduler.class))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(WindowResets.class));
	}

	private static Router router(Duration window) {
		return Router.builder()
			.deployments(List.of(new Deployment("east", "m", 0, 0, 0, Duration.ofSeconds(10))))
			.window(window)
			.build();
	}

	record Asking(ObjectProvider<TaskScheduler> schedulers) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

}
