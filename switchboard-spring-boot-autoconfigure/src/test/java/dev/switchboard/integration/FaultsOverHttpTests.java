package dev.switchboard.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.switchboard.InvalidResponseException;
import dev.switchboard.routing.DeploymentSnapshot;
import dev.switchboard.routing.DeploymentSnapshot.Reason;
import dev.switchboard.routing.DeploymentSnapshot.State;
import dev.switchboard.test.Script;
import dev.switchboard.testing.ChatJson;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every row of the fault table, called and streamed, over HTTP. East has the fault, west
 * answers with 15 tokens.
 */
@Timeout(60)
@Tag("slow")
class FaultsOverHttpTests {

	private static final Duration COOLDOWN = Duration.ofSeconds(10);

	private static final Duration QUARANTINE = Duration.ofMinutes(5);

	static Stream<Arguments> rows() {
		List<Row> rows = new ArrayList<>(List.of(
				// rejected: the request itself is at fault
				status(400, "content_filter").rejected(), status(400, "context_length_exceeded").rejected(),
				status(400, "invalid_request_error").rejected(), status(413, "413").rejected(),
				status(415, "415").rejected(), status(422, "422").rejected(),
				// what only a change can fix
				status(400, "OperationNotSupported").marks(1, State.QUARANTINED, QUARANTINE).keepsRequest(),
				status(401, "401").marks(1, State.QUARANTINED, QUARANTINE).keepsRequest(),
				status(403, "403").marks(1, State.QUARANTINED, QUARANTINE).keepsRequest(),
				status(404, "404").marks(1, State.QUARANTINED, QUARANTINE).keepsRequest(),
				status(404, "DeploymentNotFound").marks(1, State.QUARANTINED, QUARANTINE).keepsRequest(),
				status(429, "insufficient_quota").marks(1, State.QUARANTINED, QUARANTINE).keepsNothing(),
				// passing
				status(408, "408").marks(5, State.COOLING_DOWN, COOLDOWN).keepsRequest(),
				status(424, "424").marks(5, State.COOLING_DOWN, COOLDOWN).keepsRequest(),
				status(409, "409").marksNothing().keepsRequest(), status(499, "499").marksNothing().keepsRequest(),
				status(500, "500").marks(5, State.COOLING_DOWN, COOLDOWN),
				status(502, "502").marks(2, State.COOLING_DOWN, COOLDOWN),
				status(504, "504").marks(2, State.COOLING_DOWN, COOLDOWN),
				status(503, "503").marks(1, State.COOLING_DOWN, COOLDOWN),
				status(503, "503").header("retry-after", "7").marks(1, State.COOLING_DOWN, Duration.ofSeconds(7)),
				status(418, "418").marks(5, State.COOLING_DOWN, COOLDOWN).keepsRequest(),
				// throttled
				status(429, "429").marks(1, State.COOLING_DOWN, COOLDOWN).keepsNothing(),
				status(429, "429").header("retry-after", "7")
					.marks(1, State.COOLING_DOWN, Duration.ofSeconds(7))
					.keepsNothing(),
				status(429, "429").header("retry-after-ms", "250")
					.marks(1, State.COOLING_DOWN, Duration.ofMillis(250))
					.exactly()
					.keepsNothing(),
				status(429, "429").header("x-ratelimit-reset-tokens", "6s")
					.marks(1, State.COOLING_DOWN, Duration.ofSeconds(6))
					.keepsNothing(),
				status(429, "429").header("retry-after", "86400")
					.marks(1, State.COOLING_DOWN, Duration.ofSeconds(60))
					.exactly()
					.keepsNothing(),
				status(429, "429").header("retry-after", "-1").marks(1, State.COOLING_DOWN, COOLDOWN).keepsNothing(),
				new Row("429 says it in words",
						Script.json(429,
								ChatJson.error("429",
										"You have exceeded token rate limit. Please retry after 21 seconds.")))
					.marks(1, State.COOLING_DOWN, Duration.ofSeconds(21))
					.keepsNothing(),
				// broken connections
				new Row("closed instead of an answer", Script.hangUp()).marks(2, State.COOLING_DOWN, COOLDOWN),
				new Row("reset instead of an answer", Script.resetBeforeHead()).marks(2, State.COOLING_DOWN, COOLDOWN),
				new Row("body cut", Script.truncated(200, 5000, "{\"id\":"), Script.sse().event(ChatJson.role()).cut())
					.marks(2, State.COOLING_DOWN, COOLDOWN),
				new Row("body reset", Script.chunked("application/json").raw("{\"id\":").reset(),
						Script.sse().event(ChatJson.role()).reset())
					.marks(2, State.COOLING_DOWN, COOLDOWN),
				new Row("stream ends without finish reason", null, Script.sse().event(ChatJson.role()).done()).marks(2,
						State.COOLING_DOWN, COOLDOWN),
				// no usable response
				new Row("malformed JSON", Script.json(200, "{\"choices\": [{"),
						Script.sse().event("{\"choices\": [{").done())
					.marks(3, State.COOLING_DOWN, COOLDOWN),
				new Row("HTML", Script.text(200, "text/html", "<html><body>Sign in</body></html>")).marks(3,
						State.COOLING_DOWN, COOLDOWN),
				new Row("empty body", Script.json(200, "")).marks(3, State.COOLING_DOWN, COOLDOWN),
				new Row("no choices", Script.json(200, "{\"id\":\"1\",\"choices\":[]}"), (Script) null).marksNothing(),
				// slow
				new Row("no answer within the timeout", Script.silence()).timedOut(),
				new Row("no first chunk in time", null, Script.sse().stall()).timedOut(),
				new Row("only comments", null, Script.sse().comment("keep-alive").stall()).timedOut(),
				new Row("a dribbling body", Script.chunked("application/json").dribble(" ", 20), (Script) null)
					.timedOut(),
				// events
				new Row("error event before content", null,
						Script.sse().event(ChatJson.role()).event(ChatJson.error("server_error", "oops")))
					.marks(5, State.COOLING_DOWN, COOLDOWN)));
		return rows.stream()
			.flatMap((row) -> Stream.of(Provider.values())
				.flatMap((provider) -> Stream.of(Way.values())
					.filter((way) -> row.script(way) != null)
					.map((way) -> Arguments.of(row, provider, way))));
	}

	@ParameterizedTest(name = "{0}, {1}, {2}")
	@MethodSource("rows")
	void leadsToWhatTheTableSays(Row row, Provider provider, Way way) throws Exception {
		Duration timeout = row.timesOut ? Duration.ofMillis(500) : Duration.ofSeconds(30);
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west")
			.timeout(timeout)
			.streamTimeouts(timeout, Duration.ofSeconds(30))
			.build()) {
			Script script = row.script(way);
			assertThat(script).isNotNull();
			int calls = Math.max(2, row.marksAt);
			calls = (row.marksAt > 0) ? row.marksAt : calls;
			for (int i = 1; i <= calls; i++) {
				assertThat(upstreams.snapshot("east").state()).as("before failure " + i).isEqualTo(State.AVAILABLE);
				upstreams.server("east").enqueue(script);
				if (row.rejected) {
					Throwable thrown = catchThrowable(() -> way.ask(upstreams.model));
					assertThat(thrown).isNotNull().isNotInstanceOf(dev.switchboard.SwitchboardException.class);
				}
				else {
					Way.Answer answer = way.ask(upstreams.model);
					assertThat(answer.text()).isEqualTo("from west");
					assertThat(answer.attempts()).isEqualTo(2);
					assertThat(answer.usage().getTotalTokens()).isEqualTo(15);
				}
			}

			assertThat(upstreams.requests("east")).isEqualTo(calls);
			assertThat(upstreams.requests("west")).isEqualTo(row.rejected ? 0 : calls);
			assertThat(upstreams.inFlight()).isZero();
			assertMark(row, upstreams.snapshot("east"));
			assertThat(upstreams.snapshot("east").requests()).isEqualTo(row.retainsRequest ? calls : 0);
			// the estimate learns from west's answers of 5 tokens
			long estimates = calls * Upstreams.ESTIMATE + (calls - 1) * 5L;
			assertThat(upstreams.snapshot("east").tokens()).isEqualTo(row.retainsTokens ? estimates : 0);
			assertThat(upstreams.snapshot("west").tokens()).isEqualTo(row.rejected ? 0 : calls * 15L);
		}
	}

	private static void assertMark(Row row, DeploymentSnapshot east) {
		assertThat(east.state()).isEqualTo(row.state);
		if (row.state == State.AVAILABLE) {
			assertThat(east.reason()).isNull();
			return;
		}
		assertThat(east.reason()).isEqualTo(row.reason);
		// never early, and up to a fifth later; within the cap
		Duration latest = row.exact ? row.pause : row.pause.multipliedBy(6).dividedBy(5);
		assertThat(east.cooldownRemaining()).isBetween(row.pause, latest);
	}

	@ParameterizedTest
	@MethodSource("providers")
	void unusableResponsesEndInInvalidResponse(Provider provider) throws Exception {
		try (Upstreams upstreams = Upstreams.of(provider, "east", "west").build()) {
			upstreams.server("east").enqueue(Script.json(200, "{\"secret\": "));
			upstreams.server("west").enqueue(Script.json(200, "{\"secret\": "));

			Throwable thrown = catchThrowable(() -> Way.CALL.ask(upstreams.model));

			assertThat(thrown).isInstanceOf(InvalidResponseException.class).hasMessageNotContaining("secret");
		}
	}

	static Stream<Provider> providers() {
		return Stream.of(Provider.values());
	}

	private static Row status(int status, String code) {
		Row row = new Row(status + " " + code, Script.json(status, ChatJson.error(code, "Message of " + code)));
		row.reason = (status == 429) ? Reason.RATE_LIMITED : Reason.UNAVAILABLE;
		return row;
	}

	/** One row of the table. */
	private static final class Row {

		private String name;

		private final @Nullable Script call;

		private final @Nullable Script stream;

		private int marksAt;

		private State state = State.AVAILABLE;

		private @Nullable Reason reason = Reason.UNAVAILABLE;

		private Duration pause = Duration.ZERO;

		private boolean exact;

		private boolean rejected;

		private boolean timesOut;

		private boolean retainsRequest = true;

		private boolean retainsTokens = true;

		Row(String name, Script script) {
			this(name, script, script);
		}

		Row(String name, @Nullable Script call, @Nullable Script stream) {
			this.name = name;
			this.call = call;
			this.stream = stream;
		}

		@Nullable Script script(Way way) {
			return (way == Way.CALL) ? this.call : this.stream;
		}

		Row header(String name, String value) {
			Script script = this.call;
			assertThat(script).isNotNull();
			script.header(name, value);
			this.name += " " + name + " " + value;
			return this;
		}

		Row marks(int marksAt, State state, Duration pause) {
			this.marksAt = marksAt;
			this.state = state;
			this.pause = pause;
			if (this.name.startsWith("429")) {
				this.reason = Reason.RATE_LIMITED;
			}
			return this;
		}

		Row marksNothing() {
			return this;
		}

		Row rejected() {
			this.rejected = true;
			return keepsRequest();
		}

		Row timedOut() {
			this.timesOut = true;
			this.reason = Reason.TIMED_OUT;
			return marks(5, State.COOLING_DOWN, COOLDOWN);
		}

		Row exactly() {
			this.exact = true;
			return this;
		}

		Row keepsRequest() {
			this.retainsTokens = false;
			return this;
		}

		Row keepsNothing() {
			this.retainsTokens = false;
			this.retainsRequest = false;
			return this;
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
