package dev.switchboard.routing;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How observations of a boundary between two of the server's windows add up. */
class WindowBoundaryTests {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final WindowPhase phase = new WindowPhase();

	@BeforeEach
	void aWindowBeganBetweenSecond100And104() {
		assertThat(this.phase.isKnown()).isFalse();
		observe(100, 104);
	}

	@Test
	void takesTheLatestTimeItCanBe() {
		assertThat(this.phase.isKnown()).isTrue();
		assertBegin(110, 104);
		assertBegin(104, 104);
		assertBegin(103.9, 44);
		assertBegin(164, 164);
	}

	@Test
	void narrowsWithAnIntervalThatBeginsLater() {
		observe(162, 166);
		assertBegin(170, 164);
		// by now it is second 102 to 104: second 103.5 to 110 leaves half a second
		observe(103.5, 110);
		assertBegin(170, 164);
		observe(40, 43.7);
		assertBegin(170, 163.7);
	}

	@Test
	void narrowsWithAnIntervalThatEndsEarlier() {
		observe(38, 42);
		assertBegin(110, 102);
		observe(95, 101.5);
		assertBegin(110, 101.5);
	}

	@Test
	void narrowsToOneInside() {
		observe(221, 222);
		assertBegin(230, 222);
	}

	@Test
	void staysWhereAnotherContainsIt() {
		observe(90, 115);
		assertBegin(120, 104);
	}

	@Test
	void isReplacedByOneThatContradicts() {
		observe(110, 113);
		assertBegin(120, 113);
		observe(90, 95);
		assertBegin(120, 95);
	}

	@Test
	void isNeverMorePreciseThanTheNetwork() {
		observe(102, 102);
		assertBegin(110, 102.2);
		observe(102.2, 102.2);
		assertBegin(110, 102.4);
	}

	@Test
	void learnsNothingFromAWholeWindow() {
		observe(130, 190);
		assertBegin(110, 104);
	}

	@Test
	void isKnownToTenSeconds() {
		WindowPhase rough = new WindowPhase();
		rough.observe(nanos(100), nanos(110.001));
		assertThat(rough.isKnown()).isFalse();
		rough.observe(nanos(100.001), nanos(110.001));
		assertThat(rough.isKnown()).isTrue();
	}

	@Test
	void aBoundaryIsNamedInSecondsThatAreRoundedUp() {
		this.phase.observe(nanos(102.5));
		assertBegin(110, 102.5);
		this.phase.observe(nanos(101.8));
		assertBegin(110, 101.8);
	}

	private void observe(double from, double to) {
		this.phase.observe(nanos(from), nanos(to));
	}

	private void assertBegin(double now, double begin) {
		assertThat(this.phase.begin(nanos(now))).isEqualTo(nanos(begin));
	}

	private static long nanos(double seconds) {
		return Math.round(seconds * 1_000) * MILLI;
	}

}
