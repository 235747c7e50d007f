package dev.switchboard.configuration;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.Switchboard;
import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.autoconfigure.SwitchboardAutoConfiguration;
import dev.switchboard.chat.SwitchboardChatModel;
import dev.switchboard.test.Script;
import dev.switchboard.test.ScriptedServer;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

@Tag("slow")
class GracefulShutdownTests {

	/** A thread each: on a small machine the common pool is a single one. */
	private static final Executor THREADS = (task) -> new Thread(task).start();

	/**
	 * Other test classes share their application, and so its threads, until the JVM ends.
	 */
	private final Set<Thread> threadsBefore = Thread.getAllStackTraces().keySet();

	@Test
	void beginsAfterTheWebServerHasDrainedAndStopped() {
		assertThat(GracefulShutdown.PHASE).isLessThan(Line.webServerShutdownPhase() - 1024);
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
	void waitingCallIsRefusedAfterGracePeriod() {
		try (ScriptedServer server = new ScriptedServer()) {
			AtomicReference<Throwable> refused = new AtomicReference<>();
			AtomicReference<FutureTask<String>> waiting = new AtomicReference<>();
			waitingRunner(server, "500ms")
				.withBean(StoppedLater.class,
						() -> new StoppedLater(
								() -> refused.set(catchThrowable(() -> waiting.get().get(10, TimeUnit.SECONDS)))))
				.run((context) -> {
					waiting.set(callThatWaits(context, Duration.ofSeconds(25)));
					context.close();
				});
			assertThat(refused.get()).hasCauseInstanceOf(SwitchboardClosedException.class);
		}
		assertNoThreadIsLeft();
	}

	@Test
	void waitingCallIsServedWithinGracePeriod() {
		try (ScriptedServer server = new ScriptedServer().otherwise(Script.json(200, ChatJson.completion("hi")))) {
			waitingRunner(server, "30s").run((context) -> {
				FutureTask<String> waiting = callThatWaits(context, Duration.ofSeconds(3));
				context.close();
				assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo("hi");
			});
		}
		assertNoThreadIsLeft();
	}

	private static ApplicationContextRunner waitingRunner(ScriptedServer server, String gracePeriod) {
		return runner(server, gracePeriod).withPropertyValues("switchboard.on-saturation=wait");
	}

	private static FutureTask<String> callThatWaits(ApplicationContext context, Duration cooldown) {
		SwitchboardChatModel chatModel = context.getBean(SwitchboardChatModel.class);
		context.getBean(Switchboard.class).coolDown("east", null, cooldown);
		FutureTask<String> call = new FutureTask<>(() -> chatModel.call("hello"));
		Thread caller = new Thread(call);
		caller.start();
		Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING || call.isDone());
		return call;
	}

	@Test
	void waitingCallIsServedAfterRestart() {
		try (ScriptedServer server = new ScriptedServer().otherwise(Script.json(200, ChatJson.completion("hi")))) {
			waitingRunner(server, "500ms").run((context) -> {
				SwitchboardChatModel chatModel = context.getBean(SwitchboardChatModel.class);
				context.stop();
				context.start();
				context.getBean(Switchboard.class).coolDown("east", null, Duration.ofMillis(50));
				assertThat(chatModel.call("hello")).isEqualTo("hi");
			});
		}
	}

	@Test
	void callIsCutAfterGracePeriod() {
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

	private void assertNoThreadIsLeft() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
				.filteredOn((thread) -> !this.threadsBefore.contains(thread))
				.extracting(Thread::getName)
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

	/** A bean of the application's whose phase comes after ours. */
	private record StoppedLater(Runnable whenStopped) implements SmartLifecycle {

		@Override
		public void start() {
		}

		@Override
		public void stop() {
			this.whenStopped.run();
		}

		@Override
		public boolean isRunning() {
			return true;
		}

		@Override
		public int getPhase() {
			return 0;
		}

	}

}
