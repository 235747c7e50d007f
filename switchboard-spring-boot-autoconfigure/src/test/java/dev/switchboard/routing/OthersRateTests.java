package dev.switchboard.routing;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class OthersRateTests {

	private final OthersRate model = OthersRate.ofModel();

	@Test
	void whatIsLeftOfTheLimitShrinksByAPowerOfWhatIsLeftOfTheWindow() {
		this.model.observe(0.01);
		double power = 0.8 * 60 * 0.01;
		assertThat(this.model.growth(0, 0.5, 0)).isEqualTo(1 - Math.pow(0.5, power), within(1e-9));
		assertThat(this.model.growth(0.5, 0.75, 0.2)).isEqualTo(0.8 * (1 - Math.pow(0.5, power)), within(1e-9));
		assertThat(this.model.growth(0, 1, 0)).as("the last 0.6 s count alike")
			.isEqualTo(1 - Math.pow(0.01, power), within(1e-9));
	}

	@Test
	void othersThatSeemToGiveBackAddNothing() {
		this.model.observe(-0.01);
		assertThat(this.model.growth(0, 0.5, 0)).isZero();
	}

	@Test
	void onlyTheLastObservationsCount() {
		for (int i = 0; i < 30; i++) {
			this.model.observe(0.5);
		}
		for (int i = 0; i < 30; i++) {
			this.model.observe(0.01);
		}
		assertRate(0.01, this.model);
	}

	@Test
	void aDeploymentIsPooledWithItsModel() {
		OthersRate east = this.model.ofDeployment();
		OthersRate west = this.model.ofDeployment();
		east.observe(0.01);
		assertRate(0.01, east);
		assertRate(0.01, west);
		west.observe(0.03);
		// the mean of the model, 0.02, counts three times
		assertRate((0.01 + 3 * 0.02) / 4, east);
		assertRate((0.03 + 3 * 0.02) / 4, west);
	}

	private static void assertRate(double perSecond, OthersRate rate) {
		assertThat(rate.growth(0, 0.5, 0)).isEqualTo(1 - Math.pow(0.5, 0.8 * 60 * perSecond), within(1e-9));
	}

}
