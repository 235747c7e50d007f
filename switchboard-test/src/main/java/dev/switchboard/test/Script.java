package dev.switchboard.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link ScriptedServer} does with one request, step by step. Scripts can be
 * shared and used several times. A script that ends without {@link #cut()},
 * {@link #reset()} or {@link #stall()} completes the response properly.
 *
 * <pre>{@code
 * Script.json(429, "{}").header("retry-after", "7")
 * Script.sse().event(chunk).cut()
 * }</pre>
 */
public final class Script {

	private static final CountDownLatch NEVER = new CountDownLatch(1);

	private final int status;

	private final List<String> headers = new ArrayList<>();

	private final List<Step> beforeHead = new ArrayList<>();

	private final List<Step> steps = new ArrayList<>();

	private final boolean chunked;

	private boolean bytewise;

	private byte @Nullable [] verbatim;

	private Script(int status, boolean chunked) {
		this.status = status;
		this.chunked = chunked;
		if (chunked) {
			header("transfer-encoding", "chunked");
		}
	}

	/**
	 * A complete response.
	 * @param status the status
	 * @param body the body, in JSON
	 * @return the script
	 */
	public static Script json(int status, String body) {
		return text(status, "application/json", body);
	}

	/**
	 * A complete response of some type.
	 * @param status the status
	 * @param contentType the media type
	 * @param body the body
	 * @return the script
	 */
	public static Script text(int status, String contentType, String body) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return new Script(status, false).header("content-type", contentType)
			.header("content-length", String.valueOf(bytes.length))
			.bytes(bytes);
	}

	/**
	 * A response that closes the connection before all of its body is there.
	 * @param status the status
	 * @param announced the content length it announces
	 * @param body the body it sends
	 * @return the script
	 */
	public static Script truncated(int status, int announced, String body) {
		return new Script(status, false).header("content-type", "application/json")
			.header("content-length", String.valueOf(announced))
			.bytes(body.getBytes(StandardCharsets.UTF_8))
			.cut();
	}

	/**
	 * A chunked response of status 200 whose body is written by further steps.
	 * @param contentType the media type
	 * @return the script
	 */
	public static Script chunked(String contentType) {
		return chunked(200, contentType);
	}

	/**
	 * A chunked response whose body is written by further steps.
	 * @param status the status
	 * @param contentType the media type
	 * @return the script
	 */
	public static Script chunked(int status, String contentType) {
		return new Script(status, true).header("content-type", contentType);
	}

	/**
	 * A stream of server-sent events, written by further steps.
	 * @return the script
	 */
	public static Script sse() {
		return chunked("text/event-stream");
	}

	/**
	 * Never answers.
	 * @return the script
	 */
	public static Script silence() {
		Script script = new Script(200, true);
		script.beforeHead.add(Connection::untilClosed);
		return script;
	}

	/**
	 * Closes the connection instead of an answer.
	 * @return the script
	 */
	public static Script hangUp() {
		Script script = new Script(200, true);
		script.beforeHead.add((connection) -> connection.close(false));
		return script;
	}

	/**
	 * Resets the connection instead of an answer.
	 * @return the script
	 */
	public static Script resetBeforeHead() {
		Script script = new Script(200, true);
		script.beforeHead.add((connection) -> connection.close(true));
		return script;
	}

	/**
	 * Bytes in the place of a response: the head is what they say.
	 * @param response everything that is sent first, in one write
	 * @return the script
	 */
	public static Script verbatim(String response) {
		Script script = new Script(200, false);
		script.verbatim = response.getBytes(StandardCharsets.UTF_8);
		return script;
	}

	/**
	 * Adds a header to the response.
	 * @param name the name
	 * @param value the value
	 * @return this script
	 */
	public Script header(String name, String value) {
		this.headers.add(name + ": " + value);
		return this;
	}

	/**
	 * Sends an event with data.
	 * @param data the data, on one line
	 * @return this script
	 */
	public Script event(String data) {
		return raw("data: " + data + "\n\n");
	}

	/**
	 * Sends the event that ends OpenAI's streams.
	 * @return this script
	 */
	public Script done() {
		return event("[DONE]");
	}

	/**
	 * Sends a comment.
	 * @param text the comment
	 * @return this script
	 */
	public Script comment(String text) {
		return raw(": " + text + "\n\n");
	}

	/**
	 * Sends anything.
	 * @param text what to send, in UTF-8
	 * @return this script
	 */
	public Script raw(String text) {
		return bytes(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Sends bytes in one write and flushes them.
	 * @param bytes the bytes
	 * @return this script
	 */
	public Script bytes(byte[] bytes) {
		this.steps.add((connection) -> connection.write(bytes));
		return this;
	}

	/**
	 * Lets every byte of the body be a write, and a chunk, of its own.
	 * @return this script
	 */
	public Script bytewise() {
		this.bytewise = true;
		return this;
	}

	/**
	 * Waits for the test.
	 * @param latch what to wait for
	 * @return this script
	 */
	public Script await(CountDownLatch latch) {
		this.steps.add((connection) -> awaitOrFail(latch));
		return this;
	}

	/**
	 * Waits for the test before the head is sent.
	 * @param latch what to wait for
	 * @return this script
	 */
	public Script awaitBeforeHead(CountDownLatch latch) {
		this.beforeHead.add((connection) -> awaitOrFail(latch));
		return this;
	}

	/**
	 * Sends a response of its own before the head.
	 * @param status the status, 100 to 199
	 * @param headers lines of headers
	 * @return this script
	 */
	public Script interim(int status, String... headers) {
		this.beforeHead.add((connection) -> connection.head(status, List.of(headers), false, false));
		return this;
	}

	/**
	 * Waits in the body.
	 * @param time how long; not at all when it is zero
	 * @return this script
	 */
	public Script pause(Duration time) {
		if (!time.isZero()) {
			this.steps.add((connection) -> connection.pause(time, NEVER));
		}
		return this;
	}

	/**
	 * Waits before the head is sent.
	 * @param time how long; not at all when it is zero
	 * @param over ends the wait earlier
	 * @return this script
	 */
	Script pauseBeforeHead(Duration time, CountDownLatch over) {
		if (!time.isZero()) {
			this.beforeHead.add((connection) -> connection.pause(time, over));
		}
		return this;
	}

	private static void awaitOrFail(CountDownLatch latch) {
		if (!ReceivedRequest.await(latch)) {
			throw new IllegalStateException("The test did not count down within 10 seconds");
		}
	}

	/**
	 * Tells the test.
	 * @param latch what to count down
	 * @return this script
	 */
	public Script signal(CountDownLatch latch) {
		this.steps.add((connection) -> latch.countDown());
		return this;
	}

	/**
	 * Repeats a piece of the body until the client closes the connection: one that is
	 * never silent and never ends.
	 * @param text the piece
	 * @param pauseMillis the pause after each
	 * @return this script
	 */
	public Script dribble(String text, long pauseMillis) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.steps.add((connection) -> {
			do {
				connection.write(bytes);
			}
			while (!connection.closedWithin(pauseMillis));
		});
		return this;
	}

	/**
	 * Falls silent until the client closes the connection.
	 * @return this script
	 */
	public Script stall() {
		this.steps.add(Connection::untilClosed);
		return this;
	}

	/**
	 * Closes the connection in the middle of the response.
	 * @return this script
	 */
	public Script cut() {
		this.steps.add((connection) -> connection.close(false));
		return this;
	}

	/**
	 * Resets the connection in the middle of the response.
	 * @return this script
	 */
	public Script reset() {
		this.steps.add((connection) -> connection.close(true));
		return this;
	}

	void play(Connection connection) throws Exception {
		for (Step step : this.beforeHead) {
			step.run(connection);
		}
		if (this.verbatim != null) {
			connection.verbatim(this.verbatim, this.bytewise);
		}
		else {
			connection.head(this.status, this.headers, this.chunked, this.bytewise);
		}
		for (Step step : this.steps) {
			step.run(connection);
		}
		// the client may have its complete answer, and have asked again, by now
		if (this.chunked) {
			connection.endChunks();
		}
	}

	@FunctionalInterface
	private interface Step {

		void run(Connection connection) throws Exception;

	}

}
