package dev.switchboard.chat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.testing.ChatFixture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Calls with hardly any stack left: the stack may overflow anywhere in them. Nothing may
 * be tried again because of that, and least of all for ever.
 */
@Timeout(120)
class StackOverflowTests {

	/** Frames above the overflow, each of which makes a call with a little more stack. */
	private static final int FRAMES = 400;

	/** A class whose initialization runs out of stack is lost to the whole JVM. */
	@BeforeAll
	static void initializeAssertions() {
		assertThat(List.of(true)).as("initialized").isNotEmpty();
	}

	@Test
	void aCallThatTheStackIsTooShortForEnds() throws Exception {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.model.call(new Prompt("Hi"));
		AtomicInteger frames = new AtomicInteger();
		Thread thread = new Thread(null, () -> dive(fixture, frames), "short of stack", 512 * 1024);
		thread.setDaemon(true);
		thread.start();

		thread.join(60_000);

		assertThat(thread.isAlive()).isFalse();
		assertThat(frames.get()).isGreaterThan(FRAMES);
		assertThat(fixture.model.call(new Prompt("Hi")).getResult()).isNotNull();
	}

	private static void dive(ChatFixture fixture, AtomicInteger frames) {
		Throwable overflow = catchThrowable(() -> dive(fixture, frames));
		if (overflow != null) {
			assertThat(overflow).isInstanceOf(StackOverflowError.class);
		}
		if (frames.incrementAndGet() <= FRAMES) {
			try {
				fixture.model.call(new Prompt("Hi"));
			}
			catch (Throwable ex) {
				// too short; the next frame has more
			}
		}
	}

	@Test
	void clientErrorIsRethrownUnchanged() {
		for (Error error : new Error[] { new StackOverflowError(), new OutOfMemoryError(), new NoClassDefFoundError(),
				new AssertionError() }) {
			ChatFixture fixture = new ChatFixture("east", "west");
			for (int i = 0; i < 6; i++) {
				fixture.client("east").then((prompt, exchange) -> {
					throw error;
				});
				assertThat(catchThrowable(() -> fixture.model.call(new Prompt("Hi")))).isSameAs(error);
			}
			assertThat(fixture.client("west").prompts()).isEmpty();
			assertThat(fixture.snapshot("east").isAvailable()).isTrue();
			assertThat(fixture.inFlight()).isZero();
		}
	}

	@Test
	void clientErrorReachesSubscriberAtOnce() {
		for (Error error : new Error[] { new StackOverflowError(), new OutOfMemoryError(), new NoClassDefFoundError(),
				new AssertionError() }) {
			ChatFixture fixture = new ChatFixture("east", "west");
			fixture.client("east").then((prompt, exchange) -> {
				throw error;
			}).thenFail(error);
			for (int i = 0; i < 2; i++) {
				Throwable thrown = catchThrowable(
						() -> fixture.model.stream(new Prompt("Hi")).collectList().toFuture().join());
				assertThat(thrown).hasRootCause(error);
			}
			assertThat(fixture.client("west").prompts()).isEmpty();
			assertThat(fixture.snapshot("east").isAvailable()).isTrue();
			assertThat(fixture.inFlight()).isZero();
		}
	}

}
