package dev.switchboard.routing;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitsTests {

	private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

	private static Limits limits(long tokensPerMinute, long requestsPerMinute) {
		return new Limits(Routers.deployment("east", tokensPerMinute, requestsPerMinute), MINUTE);
	}

	private static double[] weights(Deployment... deployments) {
		return Weights.of(List.of(deployments), Deployment::tokensPerMinute, Deployment::requestsPerMinute);
	}

	@Test
	void areThoseOfAWindow() {
		Limits half = new Limits(Routers.deployment("east", 10_000, 60), MINUTE / 2);
		assertThat(half.tokens()).isEqualTo(5_000);
		assertThat(half.requests()).isEqualTo(30);
		Limits endless = new Limits(Routers.deployment("east", 10_000, 60), 0);
		assertThat(endless.tokens()).isEqualTo(10_000);
		assertThat(endless.requests()).isEqualTo(60);
	}

	@Test
	void areKnownWhereEitherIs() {
		assertThat(limits(1, 0).areKnown()).isTrue();
		assertThat(limits(0, 1).areKnown()).isTrue();
		assertThat(limits(0, 0).areKnown()).isFalse();
		assertThat(limits(0, 0).tokens()).isInfinite();
		assertThat(limits(0, 0).requests()).isInfinite();
	}

	@Test
	void shortOfRequestsBelowTwicePaidFor() {
		// 100 requests of 1,000 tokens
		assertThat(limits(100_000, 199).areShortOfRequests(1_000)).isTrue();
		assertThat(limits(100_000, 200).areShortOfRequests(1_000)).isFalse();
		assertThat(limits(100_000, 0).areShortOfRequests(1_000)).isFalse();
		assertThat(limits(0, 60).areShortOfRequests(1_000)).isTrue();
	}

	@Test
	void serverLimitsBelowConfiguredOnesApply() {
		Limits limits = limits(10_000, 0);
		assertThat(limits.tokensOfServer()).isEqualTo(10_000);
		assertThat(limits.learn(10_000)).isFalse();
		assertThat(limits.areShare()).isFalse();
		assertThat(limits.learn(50_000)).isFalse();
		assertThat(limits.areShare()).isTrue();
		assertThat(limits.tokensOfServer()).isEqualTo(50_000);
		assertThat(limits.learn(4_000)).isTrue();
		assertThat(limits.areShare()).isFalse();
		assertThat(limits.tokens()).isEqualTo(4_000);
	}

	@Test
	void unknownTokenLimitsWeighAsTheMeanOfTheOthers() {
		assertThat(
				weights(Routers.deployment("a", 10, 1), Routers.deployment("b", 0, 2), Routers.deployment("c", 30, 3)))
			.containsExactly(10, 20, 30);
	}

	@Test
	void requestLimitsWeighWhereNoTokenLimitIsKnown() {
		assertThat(weights(Routers.deployment("a", 0, 60), Routers.deployment("b", 0, 0))).containsExactly(60, 60);
		assertThat(weights(Routers.deployment("a", 0, 0), Routers.deployment("b", 0, 0))).containsExactly(1, 1);
	}

}
