package dev.switchboard.wire;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.switchboard.connector.DeploymentSettings;
import dev.switchboard.testing.StreamedAnswer;
import dev.switchboard.testing.TestExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Known answers in random disguise: what passes the guard is always the answer, or an
 * error; never another answer, and never a part of it that looks complete. A failure
 * names its seed; {@code -Dfuzz.seed} runs that one again, {@code -Dfuzz.cases} runs
 * more.
 */
@Timeout(600)
@Tag("slow")
class GuardFuzzTests {

	private static final int CASES = Integer.getInteger("fuzz.cases", 4000);

	private static final ChunkFormat FORMAT = new ChunkFormat() {

		@Override
		public void check(byte[] chunk) {
		}

		@Override
		public Throwable error(int status, byte[] event) {
			return new IllegalStateException(ErrorBody.parse(event).message());
		}

	};

	private static long[] seeds() {
		Long one = Long.getLong("fuzz.seed");
		return (one != null) ? new long[] { one } : new Random(9).longs(CASES).toArray();
	}

	@Test
	void answerArrivesHoweverItIsWritten() {
		for (long seed : seeds()) {
			Random random = new Random(seed);
			StreamedAnswer answer = StreamedAnswer.random(random);
			Heard heard = hear(cut(answer.write(random), random), null);
			assertThat(heard.failure()).as("seed %d", seed).isNull();
			assertThat(heard.choices()).as("seed %d", seed).isEqualTo(answer.choices());
			assertThat(heard.tokens()).as("seed %d", seed).isEqualTo(answer.tokens());
		}
	}

	@Test
	void cutAnswerNeverLooksComplete() {
		for (long seed : seeds()) {
			Random random = new Random(seed);
			StreamedAnswer answer = StreamedAnswer.random(random);
			byte[] body = answer.write(random);
			byte[] beginning = Arrays.copyOf(body, random.nextInt(body.length));
			boolean broken = random.nextBoolean();
			Heard heard = hear(cut(beginning, random), broken ? new IOException("reset") : null);
			if (heard.isFinished(answer)) {
				assertThat(heard.choices()).as("seed %d", seed).isEqualTo(answer.choices());
			}
			else {
				assertThat(heard.isBeginningOf(answer)).as("seed %d: %s of %s", seed, heard.choices(), answer.choices())
					.isTrue();
				assertThat(heard.failure() != null || !broken).as("seed %d", seed).isTrue();
			}
		}
	}

	@Test
	void damagedAnswerIsTheAnswerOrAnError() {
		for (long seed : seeds()) {
			Random random = new Random(seed);
			StreamedAnswer answer = StreamedAnswer.random(random);
			byte[] body = answer.write(random);
			int at = random.nextInt(body.length);
			if (body[at] != '\n' && body[at] != '\r') {
				// no text, in any place
				body[at] = (byte) (0xF8 + random.nextInt(8));
			}
			Heard heard = hear(cut(body, random), null);
			if (heard.failure() == null && heard.isFinished(answer)) {
				assertThat(heard.choices()).as("seed %d", seed).isEqualTo(answer.choices());
			}
			else {
				assertThat(heard.isBeginningOf(answer)).as("seed %d: %s of %s", seed, heard.choices(), answer.choices())
					.isTrue();
			}
		}
	}

	private static List<byte[]> cut(byte[] body, Random random) {
		List<byte[]> pieces = new ArrayList<>();
		int longest = 1 + random.nextInt(200);
		for (int start = 0; start < body.length;) {
			int end = Math.min(body.length, start + 1 + random.nextInt(longest));
			pieces.add(Arrays.copyOfRange(body, start, end));
			start = end;
		}
		return pieces;
	}

	private static Heard hear(List<byte[]> pieces, @Nullable IOException end) {
		ExchangeWatch watch = ExchangeWatch.stream(new TestExchange(),
				new DeploymentSettings("east", URI.create("http://127.0.0.1"), "v", () -> "key", Duration.ofSeconds(60),
						Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60)));
		Heard heard = new Heard();
		Flux<byte[]> body = Flux.fromIterable(pieces).concatWith((end != null) ? Flux.error(end) : Flux.empty());
		EventStreamGuard.events(body.map(DefaultDataBufferFactory.sharedInstance::wrap), watch, FORMAT)
			.doOnNext(heard::add)
			.thenMany(watch.deliver(Flux.<ChatResponse>empty()))
			.doOnError(heard::failed)
			.onErrorComplete()
			.blockLast(Duration.ofSeconds(60));
		return heard;
	}

}
