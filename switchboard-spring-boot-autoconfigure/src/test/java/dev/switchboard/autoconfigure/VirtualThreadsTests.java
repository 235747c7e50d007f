package dev.switchboard.autoconfigure;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

class VirtualThreadsTests {

	/** Many more than carriers: a pinned caller would keep one to itself. */
	private static final int CALLERS = 100;

	/**
	 * No answer before every request has arrived: with a thread that is pinned while it
	 * waits, the last ones would never be sent.
	 */
	@Test
	@EnabledForJreRange(min = JRE.JAVA_25)
	void waitingCallersDoNotPinTheirCarriers() {
		CountDownLatch arrived = new CountDownLatch(CALLERS);
		try (ScriptedServer server = new ScriptedServer()) {
			server.otherwise((request) -> {
				arrived.countDown();
				return Script.json(200, ChatJson.completion("hi")).awaitBeforeHead(arrived);
			});
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(SwitchboardAutoConfiguration.class,
						TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
				.withUserConfiguration(Scheduling.class)
				.withPropertyValues("spring.threads.virtual.enabled=true", "switchboard.deployments[0].name=east",
						"switchboard.deployments[0].endpoint=" + server.endpoint(),
						"switchboard.deployments[0].api-key=k", "switchboard.deployments[0].models[0].name=m")
				.run((context) -> {
					assertThat(context).hasSingleBean(SimpleAsyncTaskScheduler.class)
						.doesNotHaveBean("switchboardTaskScheduler");
					AsyncTaskExecutor executor = context.getBean("applicationTaskExecutor",
							SimpleAsyncTaskExecutor.class);
					ChatModel chatModel = context.getBean(ChatModel.class);
					List<CompletableFuture<String>> calls = IntStream.range(0, CALLERS)
						.mapToObj((caller) -> executor.submitCompletable(() -> chatModel.call("hello")))
						.toList();
					assertThat(calls).allSatisfy((call) -> assertThat(call.join()).isEqualTo("hi"));
				});
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

	}

}
