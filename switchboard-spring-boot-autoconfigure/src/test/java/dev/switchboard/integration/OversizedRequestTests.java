package dev.switchboard.integration;

import java.util.List;

import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A request that will never fit, on deployments whose limits nobody has configured: the
 * service told them.
 */
@Timeout(60)
class OversizedRequestTests {

	/** Less than a prompt is estimated at. */
	private static final long SMALL = Upstreams.ESTIMATE - 10;

	private static final long LARGE = 10 * Upstreams.ESTIMATE;

	@ParameterizedTest
	@EnumSource(Way.class)
	void oversizedRequestGoesToLargerDeployment(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west", "north").build()) {
			learn(upstreams, "east", SMALL);
			learn(upstreams, "west", SMALL);
			learn(upstreams, "north", LARGE);
			upstreams.server("east").enqueue(neverFits());

			assertThat(way.ask(upstreams.model).text()).isEqualTo("from north");

			assertThat(upstreams.requests("east")).isEqualTo(2);
			assertThat(upstreams.requests("west")).as("as small as east").isEqualTo(1);
			assertInRotation(upstreams, "east", "west", "north");
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void triesDeploymentsWhoseLimitIsUnknown(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west", "north").build()) {
			learn(upstreams, "east", SMALL);
			learn(upstreams, "west", SMALL);
			upstreams.server("east").enqueue(neverFits());

			assertThat(way.ask(upstreams.model).text()).isEqualTo("from north");

			assertInRotation(upstreams, "east", "west", "north");
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void believesTheRefusalItselfWhatTheLimitIs(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			for (String name : List.of("east", "west")) {
				upstreams.server(name).enqueue(neverFits().header("x-ratelimit-limit-tokens", Long.toString(SMALL)));
			}

			assertThat(catchThrowable(() -> way.ask(upstreams.model))).hasStackTraceContaining("token rate limit");

			assertThat(upstreams.requests()).isEqualTo(2);
			assertInRotation(upstreams, "east", "west");
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void comparesWithStatedLimit(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west")
			.tokensPerMinute("east", LARGE)
			.tokensPerMinute("west", 2 * SMALL)
			.build()) {
			learn(upstreams, "east", SMALL);
			upstreams.server("east").enqueue(neverFits());

			assertThat(way.ask(upstreams.model).text()).isEqualTo("from west");

			assertInRotation(upstreams, "east", "west");
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void aRequestThatFitsIsThrottledLikeAnyOther(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			learn(upstreams, "east", LARGE);
			learn(upstreams, "west", LARGE);
			upstreams.server("east").enqueue(neverFits());

			assertThat(way.ask(upstreams.model).text()).isEqualTo("from west");

			assertThat(upstreams.snapshot("east").state()).isEqualTo(State.COOLING_DOWN);
		}
	}

	private static void learn(Upstreams upstreams, String deployment, long tokensPerMinute) throws Exception {
		List<String> others = upstreams.router.snapshots()
			.stream()
			.map((snapshot) -> snapshot.name())
			.filter((name) -> !name.equals(deployment))
			.toList();
		others.forEach((name) -> upstreams.router.drain(name, null));
		upstreams.server(deployment)
			.enqueue(Script.json(200, ChatJson.completion("Hi"))
				.header("x-ratelimit-limit-tokens", Long.toString(tokensPerMinute)));
		Way.CALL.ask(upstreams.model);
		others.forEach((name) -> upstreams.router.resume(name, null));
		assertThat(upstreams.snapshot(deployment).tokensPerMinute()).isEqualTo(tokensPerMinute);
	}

	private static Script neverFits() {
		return Script
			.json(429, ChatJson.error("429", "Requests have exceeded the token rate limit of your current tier."))
			.header("retry-after", "86400");
	}

	private static void assertInRotation(Upstreams upstreams, String... names) {
		for (String name : names) {
			assertThat(upstreams.snapshot(name).state()).as(name).isEqualTo(State.AVAILABLE);
		}
		assertThat(upstreams.inFlight()).isZero();
	}

}
