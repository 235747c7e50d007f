package dev.switchboard.integration;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import dev.switchboard.test.Script;
import dev.switchboard.testing.Line;
import dev.switchboard.testing.StreamedAnswer;
import dev.switchboard.testing.StreamedAnswer.Choice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Known answers in random disguise, through the whole switchboard: a stream that
 * completes has brought all of the answer, one that was cut short fails. A failure names
 * its seed; {@code -Dfuzz.seed} runs that one again, {@code -Dfuzz.http.cases} runs more.
 */
@Timeout(600)
@Tag("slow")
class FuzzOverHttpTests {

	private static final int CASES = Integer.getInteger("fuzz.http.cases", 40);

	private static final Prompt PROMPT = new Prompt("Hi", Line.leavingToolsToTheCaller());

	private static long[] seeds() {
		Long one = Long.getLong("fuzz.seed");
		return (one != null) ? new long[] { one } : new Random(32).longs(CASES).toArray();
	}

	@ParameterizedTest
	@EnumSource
	void streamThatCompletesHasBroughtTheAnswer(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			for (long seed : seeds()) {
				Random random = new Random(seed);
				StreamedAnswer answer = StreamedAnswer.random(random);
				upstreams.server("east").enqueue(Script.sse().bytes(answer.write(random)));
				Map<Integer, Choice> heard = new TreeMap<>();

				assertThat(failure(upstreams, heard)).as("seed %d", seed).isNull();
				assertThat(heard).as("seed %d", seed).isEqualTo(answer.choices());
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void streamThatIsCutShortNeverCompletes(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east").build()) {
			for (long seed : seeds()) {
				Random random = new Random(seed);
				StreamedAnswer answer = StreamedAnswer.random(random);
				byte[] body = answer.write(random);
				Script script = Script.sse().bytes(Arrays.copyOf(body, random.nextInt(body.length)));
				upstreams.server("east").enqueue(random.nextBoolean() ? script.cut() : script);
				Map<Integer, Choice> heard = new TreeMap<>();

				Throwable failure = failure(upstreams, heard);

				if (failure == null) {
					assertThat(heard).as("seed %d", seed).isEqualTo(answer.choices());
				}
				assertThat(upstreams.inFlight()).isZero();
				upstreams.router.resume("east", null);
			}
		}
	}

	private static @Nullable Throwable failure(Upstreams upstreams, Map<Integer, Choice> heard) {
		try {
			upstreams.model.stream(PROMPT)
				.flatMapIterable(ChatResponse::getResults)
				.doOnNext((generation) -> hear(generation, heard))
				.blockLast();
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	private static void hear(Generation generation, Map<Integer, Choice> heard) {
		AssistantMessage message = generation.getOutput();
		Map<String, Object> metadata = message.getMetadata();
		int choice = ((Number) metadata.getOrDefault("index", metadata.getOrDefault("choiceIndex", 0))).intValue();
		StringBuilder toolCalls = new StringBuilder();
		message.getToolCalls()
			.forEach((call) -> toolCalls.append(call.name()).append('(').append(call.arguments()).append(");"));
		String finishReason = String.valueOf(generation.getMetadata().getFinishReason()).toLowerCase(Locale.ROOT);
		heard.merge(choice, new Choice((message.getText() != null) ? message.getText() : "", toolCalls.toString(),
				"null".equals(finishReason) ? "" : finishReason), FuzzOverHttpTests::both);
	}

	private static Choice both(Choice first, Choice second) {
		return new Choice(first.text() + second.text(), first.toolCalls() + second.toolCalls(),
				second.finishReason().isEmpty() ? first.finishReason() : second.finishReason());
	}

}
