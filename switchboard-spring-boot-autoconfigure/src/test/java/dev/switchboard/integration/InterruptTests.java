package dev.switchboard.integration;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.routing.FailureKind;
import dev.switchboard.routing.OnSaturation;
import dev.switchboard.routing.RoutingListener;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocked calls that are interrupted.
 */
@Timeout(60)
class InterruptTests {

	@Test
	void endsTheUpstreamExchange() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			upstreams.server("east").enqueue(Script.silence());
			Caller caller = new Caller(upstreams, new Prompt("Hi"));

			var request = upstreams.server("east").takeRequest();
			caller.interrupt();

			caller.assertInterrupted();
			assertThat(request.awaitAbandoned()).isTrue();
			assertNothingElseHappened(upstreams, 1);
		}
	}

	@Test
	void leavesTheQueue() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east")
			.realTime()
			.onSaturation(OnSaturation.WAIT)
			.build()) {
			upstreams.router.coolDown("east", null, Duration.ofMinutes(1));
			Caller caller = new Caller(upstreams, new Prompt("Hi"));

			caller.awaitBlocked();
			caller.interrupt();

			caller.assertInterrupted();
			assertThat(upstreams.requests()).isZero();
			upstreams.router.resume("east", null);
			assertThat(Way.CALL.ask(upstreams.model).text()).isEqualTo("from east");
			assertNothingElseHappened(upstreams, 1);
		}
	}

	@Test
	void sendsNothingWhenItComesFirst() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			Caller caller = new Caller(upstreams, new Prompt("Hi"), () -> Thread.currentThread().interrupt());

			caller.assertInterrupted();
			assertNothingElseHappened(upstreams, 0);
		}
	}

	@Test
	void startsNoFurtherAttempt() throws Exception {
		RoutingListener interrupting = new RoutingListener() {
			@Override
			public void failedOver(String model, FailureKind reason) {
				Thread.currentThread().interrupt();
			}
		};
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.router((router) -> router.listener(interrupting))
			.build()) {
			upstreams.server("east").enqueue(Script.json(500, ChatJson.error("500", "oops")));
			Caller caller = new Caller(upstreams, new Prompt("Hi"));

			caller.assertInterrupted();
			assertNothingElseHappened(upstreams, 1);
		}
	}

	@Test
	void startsNoFurtherRound() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			upstreams.server("east").enqueue(Script.json(200, ChatJson.toolCall("weather", "{}")));
			CountingTool tool = new CountingTool(() -> {
				Thread.currentThread().interrupt();
				return "sunny";
			});
			Caller caller = new Caller(upstreams, tool.prompt());

			caller.assertInterrupted();
			assertThat(tool.runs()).isEqualTo(1);
			assertNothingElseHappened(upstreams, 1);
		}
	}

	private static void assertNothingElseHappened(Upstreams upstreams, int requests) {
		assertThat(upstreams.requests()).isEqualTo(requests);
		assertThat(upstreams.inFlight()).isZero();
		assertThat(upstreams.router.snapshots())
			.allSatisfy((snapshot) -> assertThat(snapshot.state()).isEqualTo(State.AVAILABLE));
	}

	/** A thread that makes one call. */
	private static final class Caller {

		private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();

		private volatile boolean flag;

		private final Thread thread;

		Caller(Upstreams upstreams, Prompt prompt) {
			this(upstreams, prompt, () -> {
			});
		}

		Caller(Upstreams upstreams, Prompt prompt, Runnable before) {
			this.thread = new Thread(() -> {
				before.run();
				try {
					Line.withTools(upstreams.model).call(prompt);
				}
				catch (Throwable ex) {
					this.thrown.set(ex);
				}
				this.flag = Thread.currentThread().isInterrupted();
			}, "interrupted-caller");
			this.thread.start();
		}

		void awaitBlocked() {
			while (this.thread.getState() != Thread.State.WAITING) {
				assertThat(this.thread.isAlive()).isTrue();
				Thread.onSpinWait();
			}
		}

		void interrupt() {
			this.thread.interrupt();
		}

		void assertInterrupted() throws InterruptedException {
			this.thread.join(Duration.ofSeconds(30).toMillis());
			assertThat(this.thread.isAlive()).isFalse();
			assertThat(this.thrown.get()).isNotNull();
			assertThat(this.flag).as("interrupted").isTrue();
		}

	}

}
