package dev.switchboard.failover;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.switchboard.testing.CapturedLogs;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Application code that throws when the outcome of a call is known. */
class QuietlyTests {

	@Test
	void whatItThrowsIsLoggedOnceByClassAndPlace() {
		try (CapturedLogs logs = new CapturedLogs(Quietly.class.getName())) {
			for (int i = 0; i < 2; i++) {
				Quietly.run(() -> {
					throw new StackOverflowError("the prompt was: secret");
				});
			}
			assertThat(logs.lines()).hasSize(2).noneMatch((line) -> line.contains("secret"));
			assertThat(logs.lines().get(0)).startsWith("WARN")
				.contains("java.lang.StackOverflowError at dev.switchboard.failover.QuietlyTests");
			assertThat(logs.lines().get(1)).startsWith("DEBUG").contains("java.lang.StackOverflowError at ");
		}
	}

	@Test
	void anErrorWithoutAStackTraceHasNoPlace() {
		RuntimeException bare = new RuntimeException("secret", null, false, false) {
		};
		try (CapturedLogs logs = new CapturedLogs(Quietly.class.getName())) {
			Quietly.run(() -> {
				throw bare;
			});
			assertThat(logs.lines()).singleElement()
				.satisfies((line) -> assertThat(line).startsWith("WARN").contains(bare.getClass().getName() + ": "));
		}
	}

	@Test
	void aFigureThatCannotBeHadIsMissing() {
		assertThat(Quietly.get(() -> 7)).isEqualTo(7);
		assertThat(Quietly.<Integer>get(() -> {
			throw new IllegalStateException();
		})).isNull();
	}

	@Test
	void whatIsClosedIsClosedOnceAndThrowsNothing() {
		AtomicInteger closed = new AtomicInteger();
		List<AutoCloseable> resources = List.of(closed::incrementAndGet, () -> {
			closed.incrementAndGet();
			throw new IllegalStateException();
		});
		for (AutoCloseable resource : resources) {
			try (Quietly.Scope scope = Quietly.closing(resource)) {
				assertThat(closed.getAndSet(0)).isLessThan(2);
			}
			assertThat(closed).hasValue(1);
		}
	}

}
