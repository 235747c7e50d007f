package dev.switchboard.integration;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import dev.switchboard.testing.Line;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Tools between the rounds of a call, while deployments fail.
 */
@Timeout(60)
class ToolsOverHttpTests {

	private static Script asksForTool(Way way) {
		return (way == Way.CALL) ? Script.json(200, ChatJson.toolCall("weather", "{}"))
				: Script.sse()
					.event(ChatJson.toolCallStart("weather"))
					.event(ChatJson.toolCallArguments("{"))
					.event(ChatJson.toolCallArguments("}"))
					.event(ChatJson.finish("tool_calls"))
					.event(ChatJson.usage(10, 5))
					.done();
	}

	private static Script unavailable() {
		return Script.json(503, ChatJson.error("503", "Unavailable"));
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void failureInTheSecondRoundRunsNoToolTwice(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west", "north").build()) {
			upstreams.server("east").enqueue(asksForTool(way), unavailable());
			upstreams.server("west").enqueue(unavailable());
			CountingTool tool = new CountingTool(() -> "sunny");

			Way.Answer answer = way.askWithTools(upstreams.model, tool.prompt());

			assertThat(answer.text()).isEqualTo("from north");
			assertThat(tool.runs()).isEqualTo(1);
			assertThat(answer.attempts()).isEqualTo(Line.modelRunsTools() ? 4 : 3);
			assertThat(answer.deployment()).isEqualTo("north");
			assertThat(answer.usage().getTotalTokens()).isEqualTo(30);
			assertThat(upstreams.server("north").takeRequest().body()).contains("sunny", "tool_call_id");
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void errorOfTheSecondRoundReachesTheCaller(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			upstreams.server("east").enqueue(asksForTool(way), Script.json(400, ChatJson.error("400", "Too long")));
			CountingTool tool = new CountingTool(() -> "sunny");

			Throwable thrown = catchThrowable(() -> way.askWithTools(upstreams.model, tool.prompt()));

			assertThat(thrown).hasMessageContaining("Too long");
			assertThat(tool.runs()).isEqualTo(1);
			assertThat(upstreams.requests()).isEqualTo(2);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void resultOfAToolMayBeTheAnswer(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			upstreams.server("east").enqueue(asksForTool(way));

			Way.Answer answer = way.askWithTools(upstreams.model, new CountingTool(() -> "sunny", true).prompt());

			assertThat(answer.text()).isEqualTo("sunny");
			if (Line.modelRunsTools()) {
				assertThat(answer.usage().getTotalTokens()).isEqualTo(15);
				assertThat(answer.deployment()).isEqualTo("east");
			}
			assertThat(upstreams.requests()).isEqualTo(1);
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void errorOfAToolEndsTheCallAndMarksNothing(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east", "west").build()) {
			upstreams.server("east").enqueue(asksForTool(way));
			IllegalStateException error = new IllegalStateException("No station");

			Throwable thrown = catchThrowable(() -> way.askWithTools(upstreams.model, new CountingTool(() -> {
				throw error;
			}).prompt()));

			assertThat(thrown).isSameAs(error);
			assertThat(upstreams.requests()).isEqualTo(1);
			assertThat(upstreams.inFlight()).isZero();
			assertThat(way.ask(upstreams.model).deployment()).isEqualTo("east");
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void unknownToolIsAReadableError(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			Script unknown = (way == Way.CALL) ? Script.json(200, ChatJson.toolCall("tides", "{}"))
					: Script.sse()
						.event(ChatJson.toolCallStart("tides"))
						.event(ChatJson.toolCallArguments("{}"))
						.event(ChatJson.finish("tool_calls"))
						.done();
			upstreams.server("east").enqueue(unknown);

			Throwable thrown = catchThrowable(
					() -> way.askWithTools(upstreams.model, new CountingTool(() -> "sunny").prompt()));

			assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageContaining("tides");
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@ParameterizedTest
	@EnumSource(Way.class)
	void toolCallThatIsCutNeverRuns(Way way) throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			Script cut = (way == Way.CALL) ? Script.truncated(200, 5000, "{\"choices\":[{")
					: Script.sse()
						.event(ChatJson.toolCallStart("weather"))
						.event(ChatJson.toolCallArguments("{\"city\""))
						.cut();
			upstreams.server("east").enqueue(cut);
			CountingTool tool = new CountingTool(() -> "sunny");

			assertThat(catchThrowable(() -> way.askWithTools(upstreams.model, tool.prompt()))).isNotNull();

			assertThat(tool.runs()).isZero();
			assertThat(upstreams.inFlight()).isZero();
		}
	}

	@Test
	void cancelInterruptsAToolAndStartsNoFurtherRound() throws Exception {
		try (Upstreams upstreams = Upstreams.of(Provider.AZURE, "east").build()) {
			upstreams.server("east").enqueue(asksForTool(Way.STREAM));
			CountDownLatch running = new CountDownLatch(1);
			AtomicBoolean interrupted = new AtomicBoolean();
			CountingTool tool = new CountingTool(() -> {
				running.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.set(true);
				}
				return "sunny";
			});

			Disposable stream = Line.withTools(upstreams.model).stream(tool.prompt()).subscribe();
			assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
			stream.dispose();

			await().untilTrue(interrupted);
			CountDownLatch idle = new CountDownLatch(1);
			upstreams.failover.shutdown(idle::countDown);
			assertThat(idle.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(upstreams.requests()).isEqualTo(1);
			assertThat(upstreams.inFlight()).isZero();
		}
	}

}
