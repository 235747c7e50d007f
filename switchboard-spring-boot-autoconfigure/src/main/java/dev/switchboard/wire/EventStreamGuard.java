package dev.switchboard.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.chat.DroppedSignals;
import dev.switchboard.chat.InvalidResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SynchronousSink;

import org.springframework.core.ResolvableType;
import org.springframework.core.codec.Hints;
import org.springframework.core.codec.StringDecoder;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.util.MimeTypeUtils;

/**
 * The guard between the body of a streamed response and a client library that takes it
 * for granted: what passes is one JSON object per chunk and nothing else.
 * <ul>
 * <li>Comments, {@code event:}, {@code id:} and {@code retry:} lines are dropped.
 * <li>Silence before the first chunk or between two is an error, whatever comments come
 * in between.
 * <li>What is no event stream, no JSON, or nothing at all is an
 * {@link InvalidResponseException}.
 * <li>An error event is an error.
 * </ul>
 * For the library a stream that fails just ends; the failure is left with the
 * {@link ExchangeWatch#fail watch}. Libraries hold every chunk back until they see the
 * next one, and would lose the chunk before a cut.
 *
 * @since 0.1.0
 */
public final class EventStreamGuard {

	/** The data that ends a stream; the end of the body follows. */
	private static final String DONE = "[DONE]";

	/**
	 * Longest line, in bytes. Chunks have some hundred; an error event a few thousand.
	 */
	private static final int MAX_LINE = 4 * 1024 * 1024;

	private static final StringDecoder LINES = lines();

	/** The decoder logs what it decodes: completions. */
	private static final Map<String, Object> UNLOGGED = Map.of(Hints.SUPPRESS_LOGGING_HINT, true);

	private final ExchangeWatch watch;

	private final ChunkFormat format;

	private final StringBuilder data = new StringBuilder();

	private boolean error;

	private boolean started;

	private boolean done;

	private EventStreamGuard(ExchangeWatch watch, ChunkFormat format) {
		this.watch = watch;
		this.format = format;
	}

	private static StringDecoder lines() {
		StringDecoder lines = StringDecoder.textPlainOnly(StringDecoder.DEFAULT_DELIMITERS, true);
		lines.setMaxInMemorySize(MAX_LINE);
		return lines;
	}

	/**
	 * Guards the body of one response.
	 * @param body the body as it comes from the network
	 * @param watch the watch over the exchange
	 * @param format what the client library takes the events for
	 * @return the events, one JSON object each, as they would come from the network
	 */
	public static Flux<byte[]> events(Flux<DataBuffer> body, ExchangeWatch watch, ChunkFormat format) {
		return Flux.defer(() -> new EventStreamGuard(watch, format).events(body));
	}

	private Flux<byte[]> events(Flux<DataBuffer> body) {
		Flux<String> events = LINES
			.decode(body, ResolvableType.forClass(String.class), MimeTypeUtils.TEXT_PLAIN, UNLOGGED)
			.concatWithValues("") // the last event may lack its blank line
			.handle(this::line);
		return this.watch.limit(events, DONE::equals)
			.filter((event) -> !DONE.equals(event))
			.onErrorResume(this::failed)
			.doOnComplete(this::ended)
			.map((event) -> ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8))
			// the service's pace is what the watch judges, not the subscriber's
			.onBackpressureBuffer()
			// here, too: a library may hide the context of the subscriber
			.contextWrite(DroppedSignals::unlogged);
	}

	private void line(String line, SynchronousSink<String> sink) {
		if (line.isEmpty()) {
			dispatch(sink);
			return;
		}
		int colon = line.indexOf(':');
		String value = (colon >= 0) ? line.substring(colon + 1) : "";
		value = value.startsWith(" ") ? value.substring(1) : value;
		switch ((colon >= 0) ? line.substring(0, colon) : line) {
			case "data" -> this.data.append(value).append(' ');
			case "event" -> {
				this.error = "error".equals(value);
			}
			case "", "id", "retry" -> {
			}
			default -> sink.error(new InvalidResponseException(
					"The response was a success, but its body is not a stream of events", null));
		}
	}

	private void dispatch(SynchronousSink<String> sink) {
		String event = this.data.toString().trim();
		boolean errorEvent = this.error;
		this.data.setLength(0);
		this.error = false;
		if (event.isEmpty()) {
			return;
		}
		if (event.equals(DONE)) {
			this.done = true;
			sink.next(event);
			return;
		}
		JsonNode json = ResponseJson.object(event.getBytes(StandardCharsets.UTF_8));
		if (errorEvent || json.hasNonNull("error")) {
			sink.error(this.format.error(json));
			return;
		}
		check(event);
		this.started = true;
		sink.next(event);
	}

	private void check(String chunk) {
		try {
			this.format.check(chunk);
		}
		catch (IOException | RuntimeException ex) {
			throw new InvalidResponseException("The stream has an event that is no chunk of a chat completion", null);
		}
	}

	private Flux<String> failed(Throwable failure) {
		if (!this.done) {
			this.watch.fail(failure);
		}
		return Flux.empty();
	}

	private void ended() {
		if (!this.started) {
			this.watch.fail(new InvalidResponseException("The response was a success without any chunk", null));
		}
	}

}
