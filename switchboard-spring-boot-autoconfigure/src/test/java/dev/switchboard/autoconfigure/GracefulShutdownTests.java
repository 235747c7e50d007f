package dev.switchboard.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.chat.SwitchboardClosedException;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Script;
import dev.switchboard.testing.ScriptedServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.context.WebServerGracefulShutdownLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class GracefulShutdownTests {

	/** A thread each: on a small machine the common pool is a single one. */
	private static final Executor THREADS = (task) -> new Thread(task).start();

	@Test
	void beginsAfterTheWebServerHasDrainedAndStopped() {
		assertThat(GracefulShutdown.PHASE).isLessThan(WebServerGracefulShutdownLifecycle.SMART_LIFECYCLE_PHASE - 1024);
	}

	@Test
	void runningCallsFinishWhileNewOnesAreRefused() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer()) {
			server.enqueue(Script.json(200, ChatJson.completion("late")).awaitBeforeHead(answer));
			runner(server, "30s").run((context) -> {
				SwitchboardChatModel chatModel = context.getBean(SwitchboardChatModel.class);
				CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> chatModel.call("hello"),
						THREADS);
				server.takeRequest();
				CompletableFuture<Void> closing = CompletableFuture.runAsync(context::close, THREADS);
				Awaitility.await().until(() -> !context.getBean(GracefulShutdown.class).isRunning());
				Awaitility.await()
					.untilAsserted(() -> assertThatExceptionOfType(SwitchboardClosedException.class)
						.isThrownBy(() -> chatModel.call("too late")));
				assertThat(running).isNotDone();
				assertThat(closing).isNotDone();
				answer.countDown();
				assertThat(running.get()).isEqualTo("late");
				closing.get();
			});
		}
		assertNoThreadIsLeft();
	}

	@Test
	void aStoppedApplicationCanBeStartedAgain() {
		try (ScriptedServer server = new ScriptedServer().otherwise(Script.json(200, ChatJson.completion("hi")))) {
			runner(server, "30s").run((context) -> {
				SwitchboardChatModel chatModel = context.getBean(SwitchboardChatModel.class);
				context.stop();
				assertThatExceptionOfType(SwitchboardClosedException.class).isThrownBy(() -> chatModel.call("hello"));
				assertThat(context.getBean(WindowResets.class).isRunning()).isFalse();
				context.start();
				assertThat(chatModel.call("hello")).isEqualTo("hi");
				assertThat(context.getBean(WindowResets.class).isRunning()).isTrue();
			});
		}
	}

	@Test
	void whatOutlivesTheGracePeriodIsCut() {
		try (ScriptedServer server = new ScriptedServer().otherwise(Script.silence())) {
			runner(server, "100ms").run((context) -> {
				SwitchboardChatModel chatModel = context.getBean(SwitchboardChatModel.class);
				CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> chatModel.call("hello"),
						THREADS);
				server.takeRequest();
				context.close();
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(running::get);
				Awaitility.await().until(() -> server.openConnections() == 0);
			});
		}
		assertNoThreadIsLeft();
	}

	private static void assertNoThreadIsLeft() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("switchboard")));
	}

	private static ApplicationContextRunner runner(ScriptedServer server, String gracePeriod) {
		return new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(SwitchboardAutoConfiguration.class, LifecycleAutoConfiguration.class))
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=" + gracePeriod,
					"switchboard.failover.max-attempts=1", "switchboard.deployments[0].name=east",
					"switchboard.deployments[0].endpoint=" + server.endpoint(),
					"switchboard.deployments[0].api-key=east-key", "switchboard.deployments[0].models[0].name=m");
	}

}
