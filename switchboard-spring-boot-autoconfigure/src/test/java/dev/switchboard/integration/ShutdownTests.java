package dev.switchboard.integration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.SwitchboardClosedException;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * The end of a switchboard with calls and streams under way.
 */
@Timeout(60)
@Tag("slow")
class ShutdownTests {

	@Test
	void shutdownFinishesStreamsAndLeavesNoThread() throws Exception {
		Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").equal().build()) {
			CountDownLatch goOn = new CountDownLatch(1);
			Script heldBack = Script.sse()
				.event(ChatJson.role())
				.event(ChatJson.delta("to "))
				.event(ChatJson.delta("the "))
				.await(goOn)
				.event(ChatJson.delta("end"))
				.event(ChatJson.finish("stop"))
				.event(ChatJson.usage(10, 5))
				.done();
			upstreams.server("east").otherwise(heldBack);
			upstreams.server("west").otherwise(heldBack);
			CountDownLatch begun = new CountDownLatch(50);
			List<CompletableFuture<String>> streams = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				streams.add(upstreams.model.stream(new Prompt("Hi"))
					.mapNotNull((chunk) -> chunk.getResult().getOutput().getText())
					.switchOnFirst((first, chunks) -> {
						begun.countDown();
						return chunks;
					})
					.reduce("", String::concat)
					.toFuture());
			}
			assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
			AtomicInteger idle = new AtomicInteger();

			upstreams.failover.shutdown(idle::incrementAndGet);

			for (Way way : Way.values()) {
				assertThat(catchThrowable(() -> way.ask(upstreams.model)))
					.isInstanceOf(SwitchboardClosedException.class);
			}
			assertThat(upstreams.requests()).isEqualTo(50);
			assertThat(idle).hasValue(0);
			goOn.countDown();
			for (CompletableFuture<String> stream : streams) {
				assertThat(stream.get(30, TimeUnit.SECONDS)).isEqualTo("to the end");
			}
			await().untilAsserted(() -> assertThat(idle).hasValue(1));
			assertThat(upstreams.inFlight()).isZero();
		}
		await().untilAsserted(() -> assertThat(threadsSince(before)).isEmpty());
	}

	/** Without the test's own and those that Reactor keeps for the whole JVM. */
	private static Set<String> threadsSince(Set<Thread> before) {
		Set<String> names = new HashSet<>();
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (!before.contains(thread) && thread.isAlive()
					&& !thread.getName().matches("(parallel|boundedElastic|scripted-server|awaitility).*")) {
				names.add(thread.getName());
			}
		}
		return names;
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void closingRefusesWaitingCallsAtOnce(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east")
			.realTime()
			.onSaturation(OnSaturation.WAIT)
			.router((router) -> router.failoverBudget(1, 100))
			.build(); Crowd crowd = new Crowd(8)) {
			upstreams.server("east")
				.enqueue(Script.json(429, ChatJson.error("429", "busy")).header("retry-after", "25"));
			CompletableFuture<Way.Answer> throttled = CompletableFuture.supplyAsync(() -> way.ask(upstreams.model),
					(task) -> new Thread(task).start());
			await().until(() -> !upstreams.router.snapshots().get(0).isAvailable());
			List<Future<Way.Answer>> waiting = crowd.start(() -> way.ask(upstreams.model));

			upstreams.failover.close();

			Throwable thrown = catchThrowable(() -> throttled.get(15, TimeUnit.SECONDS)).getCause();
			assertThat(thrown).isInstanceOf(SwitchboardClosedException.class);
			assertThat(thrown.getSuppressed()).as("the error of the attempt before").isNotEmpty();
			for (Future<Way.Answer> answer : waiting) {
				assertThat(catchThrowable(() -> answer.get(15, TimeUnit.SECONDS)))
					.hasCauseInstanceOf(SwitchboardClosedException.class);
			}
			assertThat(upstreams.requests()).isEqualTo(1);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@Test
	void everyCallIsAnsweredOrRefusedWhileTheDoorCloses() throws Exception {
		for (int i = 0; i < 10; i++) {
			try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").equal().build();
					Crowd crowd = new Crowd(16)) {
				CompletableFuture<Integer> inFlightWhenIdle = new CompletableFuture<>();
				List<Future<Way.Answer>> answers = crowd.start(() -> {
					Way.CALL.ask(upstreams.model);
					return Way.STREAM.ask(upstreams.model);
				});
				upstreams.server("east").takeRequest();

				upstreams.failover.shutdown(() -> inFlightWhenIdle.complete(upstreams.inFlight()));

				for (Future<Way.Answer> answer : answers) {
					Throwable thrown = catchThrowable(() -> answer.get(30, TimeUnit.SECONDS));
					if (thrown != null) {
						assertThat(thrown).hasCauseInstanceOf(SwitchboardClosedException.class);
					}
				}
				assertThat(inFlightWhenIdle.get(30, TimeUnit.SECONDS)).isZero();
			}
		}
	}

}
