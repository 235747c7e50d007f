package dev.switchboard.integration;

import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.switchboard.routing.OnSaturation;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.ai.chat.metadata.Usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Services report usage that cannot be. The answer arrives, and the requests after it are
 * routed as if nothing had been reported.
 */
@Timeout(60)
@Tag("slow")
class OddUsageTests {

	static Stream<Arguments> everywhere() {
		return Stream.of(Provider.values())
			.flatMap((provider) -> Stream.of(Way.values())
				.flatMap((way) -> Stream
					.of("10 -5000", "10 3000000000", "10 2147483647", "10 -2147483648", "-5000 -3", "3000000000 5",
							"2147483647 2147483647", "-5000 5")
					.map((tokens) -> Arguments.of(provider, way, tokens))));
	}

	@ParameterizedTest(name = "{0} {1}: {2}")
	@MethodSource("everywhere")
	void laterRequestsAreNotAffected(Provider provider, Way way, String tokens) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east")
			.onSaturation(OnSaturation.FAIL)
			.tokensPerMinute("east", 100_000)
			.build()) {
			upstreams.server("east").enqueue(answer(way, tokens));

			Way.Answer odd = way.ask(upstreams.model);

			assertThat(odd.text()).isEqualTo("hello");
			assertThat(odd.usage())
				.extracting(Usage::getPromptTokens, Usage::getCompletionTokens, Usage::getTotalTokens)
				.allSatisfy((figure) -> assertThat((Integer) figure).isBetween(0, 1_000));
			assertOneIsAnsweredWhileAnotherRuns(upstreams, way);
			assertThat(upstreams.snapshot("east").tokens()).isBetween(0L, 1_000L);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	private static void assertOneIsAnsweredWhileAnotherRuns(Upstreams upstreams, Way way) throws Exception {
		upstreams.server("east").enqueue(Script.silence());
		CompletableFuture<?> running = upstreams.model.stream("running").last().toFuture();
		await().until(() -> upstreams.requests("east") == 2);
		assertThat(way.ask(upstreams.model).text()).isEqualTo("from east");
		running.cancel(true);
		await().until(() -> upstreams.inFlight() == 0);
	}

	private static Script answer(Way way, String tokens) {
		String[] figures = tokens.split(" ");
		if (way == Way.CALL) {
			return Script.json(200, odd(ChatJson.completion("hello"), figures));
		}
		return Script.sse()
			.event(ChatJson.delta("hello"))
			.event(ChatJson.finish("stop"))
			.event(odd(ChatJson.usage(10, 5), figures))
			.done();
	}

	private static String odd(String json, String[] figures) {
		return json.replaceAll("\"prompt_tokens\": ?\\d+", "\"prompt_tokens\":" + figures[0])
			.replaceAll("\"completion_tokens\": ?\\d+", "\"completion_tokens\":" + figures[1])
			.replaceAll("\"total_tokens\": ?\\d+",
					"\"total_tokens\":" + (Long.parseLong(figures[0]) + Long.parseLong(figures[1])));
	}

}
