package dev.switchboard.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Subscribers that use {@code onErrorContinue} for operators of their own. Reactor would
 * apply it to every operator above, ours and the client library's.
 */
@Tag("slow")
class ErrorStrategyTests {

	private final List<ChatResponse> chunks = new ArrayList<>();

	private Throwable errorOf(ChatModel model, Prompt prompt) {
		return catchThrowable(() -> model.stream(prompt).doOnNext(this.chunks::add).onErrorContinue((error, value) -> {
		}).blockLast(Duration.ofSeconds(10)));
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void malformedEventAfterContentIsAnError(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.delta("Hel"))
					.event("{\"id\": nonsense")
					.event(ChatJson.delta("o"))
					.event(ChatJson.finish("stop"))
					.done());
			assertThat(errorOf(upstreams.model, new Prompt("Hi"))).isNotNull();
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void failedSecondRoundIsAnError(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			upstreams.server("east")
				.enqueue(Script.sse()
					.event(ChatJson.toolCallStart("weather"))
					.event(ChatJson.toolCallArguments("{}"))
					.event(ChatJson.finish("tool_calls"))
					.done(), Script.json(400, ChatJson.error("400", "Too long")));
			assertThat(errorOf(Line.withTools(upstreams.model), new CountingTool(() -> "sunny").prompt())).isNotNull();
		}
	}

	@ParameterizedTest
	@EnumSource(Provider.class)
	void malformedEventBeforeContentFailsOver(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").build()) {
			upstreams.server("east").enqueue(Script.sse().event("{\"id\": nonsense").done());
			assertThat(errorOf(upstreams.model, new Prompt("Hi"))).isNull();
			assertThat(this.chunks).isNotEmpty();
		}
	}

}
