package dev.switchboard.routing;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import dev.switchboard.routing.DeploymentSnapshot.State;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is left of the default when it only has snapshots to go by. */
class PowerOfTwoChoicesTests {

	private final RandomGenerator random = Routers.seeded(3);

	private final SelectionPolicy policy = new PowerOfTwoChoices(this.random);

	@Test
	void ofTwoThatWereDrawnTheOneWithMoreRoomIsTaken() {
		DeploymentSnapshot full = snapshot("full", 900, 1_000, 0);
		DeploymentSnapshot empty = snapshot("empty", 100, 1_000, 0);
		// the full one only when it is drawn twice: 1 of 4, with a deviation of 0.014
		assertThat(share(full, List.of(full, empty))).isCloseTo(0.25, within(0.06));
	}

	@Test
	void drawsFollowTheLimitsAndUnknownOnesCountAsTheMean() {
		DeploymentSnapshot small = snapshot("small", 0, 100, 0);
		DeploymentSnapshot large = snapshot("large", 0, 300, 0);
		DeploymentSnapshot unknown = snapshot("unknown", 0, 0, 0);
		List<DeploymentSnapshot> all = List.of(small, large, unknown);
		// all equally empty, so the first that is drawn: 1, 3 and 2 of 6
		assertThat(share(small, all)).isCloseTo(1 / 6.0, within(0.06));
		assertThat(share(large, all)).isCloseTo(3 / 6.0, within(0.06));
	}

	@Test
	void requestLimitsReplaceTokenLimits() {
		DeploymentSnapshot small = ofRequests("small", 5, 60);
		DeploymentSnapshot large = ofRequests("large", 40, 600);
		DeploymentSnapshot unknown = ofRequests("unknown", 330, 0);
		// the small one only when it is drawn twice: 1 of 11 squared; the
		// unknown one counts as 330, so it is the fullest
		assertThat(share(small, List.of(small, large))).isCloseTo(1 / 121.0, within(0.015));
		assertThat(share(unknown, List.of(small, large, unknown))).isCloseTo(1 / 9.0, within(0.04));
	}

	@Test
	void fewerInFlightWinsWithoutLimits() {
		DeploymentSnapshot busy = snapshot("busy", 0, 0, 9);
		DeploymentSnapshot idle = snapshot("idle", 0, 0, 1);
		assertThat(share(busy, List.of(busy, idle))).isCloseTo(0.25, within(0.06));
	}

	@Test
	void aPolicyOfOnesOwnMayLeaveTheChoiceToIt() {
		SelectionPolicy notEast = (candidates) -> SelectionPolicy.powerOfTwoChoices()
			.select(candidates.stream().filter((candidate) -> !candidate.name().equals("east")).toList());
		Router router = Routers.router(new VirtualClock(), Routers.named("east", "west", "south"))
			.policy(notEast)
			.build();
		for (int i = 0; i < 20; i++) {
			assertThat(Routers.lease(router).deployment().name()).isIn("west", "south");
		}
	}

	private double share(DeploymentSnapshot of, List<DeploymentSnapshot> candidates) {
		int selected = 0;
		for (int i = 0; i < 1_000; i++) {
			selected += (this.policy.select(candidates) == of) ? 1 : 0;
		}
		return selected / 1_000.0;
	}

	private static DeploymentSnapshot snapshot(String name, long tokens, long tokensPerMinute, int inFlight) {
		return new DeploymentSnapshot(name, Routers.MODEL, 0, State.AVAILABLE, null, 0, tokens, tokensPerMinute, 0, 0,
				inFlight, Duration.ZERO);
	}

	private static DeploymentSnapshot ofRequests(String name, long requests, long requestsPerMinute) {
		return new DeploymentSnapshot(name, Routers.MODEL, 0, State.AVAILABLE, null, 0, 0, 0, requests,
				requestsPerMinute, 9, Duration.ZERO);
	}

}
