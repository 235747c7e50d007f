package dev.switchboard.integration;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import dev.switchboard.chat.SwitchboardChatOptions;
import dev.switchboard.test.Script;
import dev.switchboard.testing.CapturedLogs;
import dev.switchboard.testing.ChatJson;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that no key, prompt, completion or session id is logged, at any level.
 */
@Timeout(60)
@Tag("slow")
class SecretsInLogsTests {

	private static final String ANSWER = "canary-answer";

	private static final List<Script> FAILURES = List.of(Script.json(400, ChatJson.error("content_filter", ANSWER)),
			Script.json(429, ChatJson.error("429", ANSWER)), Script.text(503, "text/html", "<html>" + ANSWER),
			Script.json(200, ANSWER), Script.json(200, "{\"canary\":1}"), Script.hangUp(),
			Script.sse().event(ChatJson.delta(ANSWER)).cut(), Script.sse().event(ANSWER),
			Script.sse().event(ChatJson.delta(ANSWER)).event(ChatJson.error("500", ANSWER)),
			Script.sse().event(ChatJson.delta(ANSWER)).done());

	@ParameterizedTest
	@EnumSource
	void nothingSecretIsLoggedWhateverHappens(Provider provider) throws Exception {
		try (CapturedLogs logs = new CapturedLogs("com.azure", "reactor", "org.springframework.ai",
				"org.springframework.http", "org.springframework.retry", "org.springframework.web", "dev.switchboard");
				Upstreams upstreams = Upstreams.of(provider, "east", "west")
					.keys((deployment) -> "canary-key")
					.build()) {
			for (Script failure : FAILURES) {
				upstreams.server("east").enqueue(failure, failure);
				catchThrowable(() -> upstreams.model.call(prompt()));
				upstreams.advance(Duration.ofMinutes(6));
				catchThrowable(() -> upstreams.model.stream(prompt()).blockLast(Duration.ofSeconds(10)));
				upstreams.advance(Duration.ofMinutes(6));
			}
			upstreams.server("east").otherwise(Script.sse().dribble("data: " + ChatJson.delta(ANSWER) + "\n\n", 1));
			for (int i = 0; i < 40; i++) {
				upstreams.model.stream(prompt()).take(1 + i % 3).blockLast(Duration.ofSeconds(10));
			}
			assertThat(upstreams.server("east").requests()).hasSizeGreaterThan(40);
			assertThat(logs.lines()).isNotEmpty().filteredOn((line) -> line.contains("canary")).isEmpty();
		}
	}

	// a session of its own each, or all would stay where the first has failed over to
	private static Prompt prompt() {
		return new Prompt("canary-prompt",
				SwitchboardChatOptions.builder().sessionId("canary-" + UUID.randomUUID()).user("canary-user").build());
	}

}
