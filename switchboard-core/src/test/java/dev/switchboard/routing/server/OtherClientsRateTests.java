package dev.switchboard.routing.server;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OtherClientsRateTests {

	private final OtherClientsRate rate = new OtherClientsRate();

	@Test
	void restOfLimitShrinksByPowerOfRestOfWindow() {
		assertThat(this.rate.growth(0, 0.5, 0)).isZero();
		this.rate.observe(0.01);
		double power = 0.8 * 60 * 0.01;
		assertThat(this.rate.growth(0, 0.5, 0)).isEqualTo(1 - Math.pow(0.5, power), within(1e-9));
		assertThat(this.rate.growth(0.5, 0.75, 0.2)).isEqualTo(0.8 * (1 - Math.pow(0.5, power)), within(1e-9));
		assertThat(this.rate.growth(0, 1, 0)).as("the last 0.6 s count alike")
			.isEqualTo(1 - Math.pow(0.01, power), within(1e-9));
		assertThat(this.rate.growth(0.5, 1, 1.2)).as("nothing is left").isZero();
	}

	@Test
	void othersThatSeemToGiveBackAddNothing() {
		this.rate.observe(-0.01);
		assertThat(this.rate.growth(0, 0.5, 0)).isZero();
	}

	@Test
	void onlyTheLastObservationsCount() {
		for (int i = 0; i < 30; i++) {
			this.rate.observe(0.5);
		}
		for (int i = 0; i < 30; i++) {
			this.rate.observe((i % 2 == 0) ? 0.005 : 0.015);
		}
		assertThat(this.rate.growth(0, 0.5, 0)).isEqualTo(1 - Math.pow(0.5, 0.8 * 60 * 0.01), within(1e-9));
	}

}
