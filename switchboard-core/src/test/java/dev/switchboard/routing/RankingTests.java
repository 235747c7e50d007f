package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ranking}, {@link TierLoad} and {@link ResponseTimes}.
 */
class RankingTests {

	private static final double[] EQUAL = { 1, 1 };

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	/** A deployment with ten answers that took so many times what is expected. */
	private static Condition condition(double slowness, double load) {
		return new Condition(slowness * 10, 10, 10, 0, 2, load / 10, load, 20, true);
	}

	private static Ranking ranking(Condition... conditions) {
		return Ranking.of(List.of(conditions), EQUAL, Ranking.byLimits(EQUAL, 0), 0);
	}

	@Test
	void fasterDeploymentIsDrawnMoreWhereThereIsRoom() {
		Ranking ranking = ranking(condition(1, 0.2), condition(3, 0.2));

		assertThat(ranking.draw().weight(0)).isGreaterThan(20 * ranking.draw().weight(1));
		assertThat(ranking.faster(0, 0, 1, 0)).isNegative();
		assertThat(ranking.faster(1, 0, 0, 0)).isPositive();
	}

	@Test
	void speedDoesNotCountNearTheLimit() {
		Ranking ranking = ranking(condition(1, 0.95), condition(3, 0.95));

		assertThat(ranking.draw().weight(0)).isEqualTo(ranking.draw().weight(1));
		assertThat(ranking.faster(0, 0, 1, 0)).isZero();
	}

	@Test
	void equallyFastDeploymentsAreDrawnEqually() {
		Ranking ranking = ranking(condition(1, 0.2), condition(1, 0.2));

		assertThat(ranking.draw().weight(0)).isEqualTo(ranking.draw().weight(1));
		assertThat(ranking.faster(0, 0, 1, 0)).isZero();
	}

	@Test
	void requestsThatDoNotComeBackMakeADeploymentSlow() {
		Ranking ranking = ranking(condition(1, 0.2), condition(1, 0.2));

		assertThat(ranking.faster(0, 100, 1, 2)).isPositive();
	}

	@Test
	void withoutWordOfTheServiceOnlyWhatIsMuchSlowerIsAvoided() {
		Condition fast = new Condition(10, 10, 10, 0, 2, 0.02, 0, 0, false);
		Condition slower = new Condition(25, 10, 10, 0, 2, 0.02, 0, 0, false);
		Condition muchSlower = new Condition(100, 10, 10, 0, 2, 0.02, 0, 0, false);

		assertThat(ranking(fast, slower).faster(0, 0, 1, 0)).isZero();
		assertThat(ranking(fast, muchSlower).faster(0, 0, 1, 0)).isNegative();
	}

	@Test
	void singleSlowAnswerSaysLittle() {
		Condition one = new Condition(3, 1, 1, 0, 2, 0.02, 0.2, 20, true);

		assertThat(ranking(condition(1, 0.2), one).draw().weight(1))
			.isGreaterThan(2 * ranking(condition(1, 0.2), condition(3, 0.2)).draw().weight(1));
	}

	@Test
	void nothingIsRememberedAfterALongTime() {
		// what is left of an answer after a day is too small to divide by
		Condition forgotten = new Condition(1e-313, 1e-314, 0, 0, 2, 0.02, 0.2, 20, true);

		assertThat(ranking(forgotten, forgotten).draw().weight(0)).isEqualTo(1);
	}

	@Test
	void routerWithHardlyAnyShareIsMoreCautious() {
		Condition ofMany = new Condition(10, 10, 10, 0, 2, 0.001, 0.6, 20, true);
		Condition ofFew = new Condition(10, 10, 10, 0, 2, 0.06, 0.6, 20, true);

		assertThat(TierLoad.of(List.of(ofMany, ofMany), EQUAL)).isGreaterThan(0.7);
		assertThat(TierLoad.of(List.of(ofFew, ofFew), EQUAL)).isLessThan(0.61);
	}

	@Test
	void longAnswerIsNotASlowOne() {
		ResponseTimes times = new ResponseTimes();
		times.add(16 * SECOND, 1_000, 0);
		times.add(Duration.ofMillis(950).toNanos(), 10, SECOND);

		assertThat(times.took(SECOND) / times.expected(SECOND)).isBetween(0.98, 1.02);
	}

	@Test
	void slownessIsForgottenWithoutNews() {
		ResponseTimes times = new ResponseTimes();
		times.add(16 * SECOND, 1, 0);

		assertThat(times.count(9 * SECOND)).isEqualTo(1);
		assertThat(times.count(130 * SECOND)).isBetween(0.3, 0.4);
	}

}
