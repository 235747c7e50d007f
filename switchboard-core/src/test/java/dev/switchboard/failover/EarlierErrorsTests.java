package dev.switchboard.failover;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import dev.switchboard.testing.ChatFixture;
import dev.switchboard.testing.FakeClient;
import org.junit.jupiter.api.Test;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Earlier errors are suppressed in the last one, which may be thrown again and again.
 */
class EarlierErrorsTests {

	private static final int BOUND = 16;

	@Test
	void attachesAnErrorOnce() {
		Throwable last = new IllegalStateException("last");
		Throwable earlier = new IllegalStateException("earlier");
		EarlierErrors.attach(last, earlier);
		EarlierErrors.attach(last, earlier);
		assertThat(last.getSuppressed()).containsExactly(earlier);
	}

	@Test
	void attachesNoErrorTwice() {
		Throwable cause = new IllegalStateException("cause");
		Throwable last = new IllegalStateException("last", cause);
		EarlierErrors.attach(last, last);
		EarlierErrors.attach(last, cause);
		EarlierErrors.attach(cause, last);
		assertThat(last.getSuppressed()).isEmpty();
		assertThat(cause.getSuppressed()).isEmpty();
	}

	@Test
	void leavesAnErrorAloneThatAllowsNoSuppression() {
		Throwable last = new Immutable();
		EarlierErrors.attach(last, new IllegalStateException("earlier"));
		assertThat(last.getSuppressed()).isEmpty();
	}

	@Test
	void concurrentAttachingMakesNoCircle() {
		for (int run = 0; run < 200; run++) {
			Throwable one = new IllegalStateException("one");
			Throwable other = new IllegalStateException("other");
			CompletableFuture
				.allOf(CompletableFuture.runAsync(() -> EarlierErrors.attach(one, other)),
						CompletableFuture.runAsync(() -> EarlierErrors.attach(other, one)))
				.join();
			assertThat(one.getSuppressed().length + other.getSuppressed().length).isEqualTo(1);
		}
	}

	@Test
	void reusedExceptionCollectsBoundedErrors() {
		RuntimeException shared = new FakeClient.StatusException("west", 500);
		IntStream.range(0, 200).parallel().forEach((call) -> fail(new IllegalStateException("fresh"), shared));
		assertThat(shared.getSuppressed()).hasSizeBetween(1, BOUND);
	}

	@Test
	void twoInstancesInTurnsDoNotContainThemselves() {
		RuntimeException one = new FakeClient.StatusException("one", 500);
		RuntimeException other = new FakeClient.StatusException("other", 500);
		IntStream.range(0, 200).parallel().forEach((call) -> {
			fail(one, other);
			fail(other, one);
		});
		for (Throwable shared : List.of(one, other)) {
			assertThat(shared.getSuppressed()).hasSizeLessThanOrEqualTo(BOUND);
			assertThat(path(shared, Collections.newSetFromMap(new IdentityHashMap<>()))).as("no circle").isTrue();
		}
	}

	/**
	 * One call whose first attempt fails with one error and whose second with another.
	 */
	private static void fail(RuntimeException first, RuntimeException second) {
		ChatFixture fixture = new ChatFixture("east", "west");
		fixture.client("east").then((prompt, exchange) -> {
			throw first;
		});
		fixture.client("west").then((prompt, exchange) -> {
			throw second;
		});
		assertThat(catchThrowable(() -> fixture.model.call(new Prompt("Hi")))).isSameAs(second);
	}

	/**
	 * Whether no path through suppressed errors and causes comes back to where it was.
	 */
	private static boolean path(Throwable error, Set<Throwable> above) {
		if (!above.add(error)) {
			return false;
		}
		for (Throwable suppressed : error.getSuppressed()) {
			if (!path(suppressed, above)) {
				return false;
			}
		}
		above.remove(error);
		return true;
	}

	private static final class Immutable extends RuntimeException {

		Immutable() {
			super("fixed", null, false, false);
		}

	}

}
