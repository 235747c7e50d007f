package dev.switchboard.integration;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Instances that share a deployment without knowing each other: what its responses say is
 * all that tells one of the other.
 */
@Timeout(30)
class SharedDeploymentTests {

	private static final long LIMIT = 10_000;

	/** What the service charges for each request, and tells in its usage. */
	private static final int CHARGE = 500;

	/** What the service has counted in its window: others have used half of it. */
	private final AtomicLong used = new AtomicLong(LIMIT / 2);

	static Stream<Arguments> ways() {
		return Arrays.stream(Provider.values())
			.flatMap((provider) -> Arrays.stream(Way.values()).map((way) -> Arguments.of(provider, way)));
	}

	@ParameterizedTest(name = "{0}, {1}")
	@MethodSource("ways")
	void twoInstancesAgreeWithTheServer(Provider provider, Way way) throws Exception {
		try (Upstreams one = instance(provider); Upstreams other = instance(provider)) {
			for (int i = 0; i < 2; i++) {
				way.ask(one.model);
				way.ask(other.model);
			}

			double server = (double) this.used.get() / LIMIT;
			assertThat(server).isEqualTo(0.7);
			assertThat(utilization(one)).isCloseTo(server, within(0.1));
			assertThat(utilization(other)).isCloseTo(server, within(0.1));
		}
	}

	private Upstreams instance(Provider provider) {
		Upstreams upstreams = Upstreams.of(provider, "shared").tokensPerMinute("shared", LIMIT).build();
		upstreams.server("shared").otherwise((request) -> {
			long remaining = LIMIT - this.used.addAndGet(CHARGE);
			return answer(request.body().contains("\"stream\":true"))
				.header("x-ratelimit-limit-tokens", Long.toString(LIMIT))
				.header("x-ratelimit-remaining-tokens", Long.toString(remaining));
		});
		return upstreams;
	}

	private static Script answer(boolean streamed) {
		if (!streamed) {
			return Script.json(200,
					ChatJson.completion("{\"role\":\"assistant\",\"content\":\"Hello\"}", "stop", CHARGE - 100, 100));
		}
		return Script.sse()
			.event(ChatJson.delta("Hello"))
			.event(ChatJson.finish("stop"))
			.event(ChatJson.usage(CHARGE - 100, 100))
			.done();
	}

	private static double utilization(Upstreams upstreams) {
		return upstreams.snapshot("shared").utilization();
	}

}
