package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a router can be built from, and what it is without being told. */
class RouterBuilderTests {

	private static final Duration COOLDOWN = Duration.ofSeconds(10);

	@Test
	void aRouterWithoutDeploymentsIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Router.builder().build())
			.withMessage("A router needs at least one deployment");
	}

	@Test
	void aWindowOfNegativeLengthIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> Router.builder().deployments(Routers.named("east")).window(Duration.ofSeconds(-1)).build())
			.withMessage("The window must not be negative: PT-1S");
	}

	@Test
	void aModelIsOnADeploymentOnce() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Router.builder().deployments(Routers.named("east", "West", "EAST")).build())
			.withMessage("Deployment 'EAST' has model 'gpt-4o-mini' twice");
		assertThatCode(() -> Router.builder()
			.deployments(List.of(Routers.deployment("east"), new Deployment("east", "gpt-4o", 0, 0, 0, COOLDOWN)))
			.build()).doesNotThrowAnyException();
	}

	@Test
	void limitsAreNotNegative() {
		for (long[] limits : new long[][] { { -1, 0 }, { 0, -1 } }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new Deployment("east", Routers.MODEL, limits[0], limits[1], 0, COOLDOWN))
				.withMessage("Limits of deployment 'east' must not be negative");
		}
		assertThat(new Deployment("east", Routers.MODEL, 0, 0, 0, COOLDOWN).refills()).isFalse();
	}

	@Test
	void cooldownsArePositive() {
		for (Duration cooldown : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new Deployment("east", Routers.MODEL, 0, 0, 0, cooldown))
				.withMessage("Cooldown of deployment 'east' must be positive");
			Router router = Router.builder().deployments(Routers.named("east")).build();
			assertThatIllegalArgumentException().isThrownBy(() -> router.coolDown("east", null, cooldown))
				.withMessage("The duration of a cooldown must be positive, not " + cooldown);
			assertThat(router.snapshot("east", Routers.MODEL).state()).isEqualTo(State.AVAILABLE);
		}
	}

	@Test
	void anEstimateIsNotNegative() {
		assertThatIllegalArgumentException().isThrownBy(() -> RouteRequest.of(Routers.MODEL, -1))
			.withMessage("estimatedTokens must not be negative: -1");
		assertThat(RouteRequest.of(Routers.MODEL, 0).estimatedTokens()).isZero();
	}

	@Test
	void countsInMinutesOfTheSystemsClock() {
		Router router = Router.builder().deployments(Routers.named("east", "west")).build();
		assertThat(router.window()).isEqualTo(Duration.ofMinutes(1));
		assertThat(router.models()).containsExactly(Routers.MODEL);
		router.coolDown("east", null, Duration.ofHours(1));
		assertThat(router.snapshot("east", Routers.MODEL).cooldownRemaining()).isBetween(Duration.ofMinutes(50),
				Duration.ofHours(1));
		assertThat(Routers.lease(router).deployment().name()).isEqualTo("west");
	}

}
