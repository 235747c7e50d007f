package dev.switchboard.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.switchboard.InvalidResponseException;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Guards a client library, which trusts the service, against the body of a streamed
 * response. What passes is one JSON object per chunk and nothing else, in a form that
 * every library reads the same way ({@link StreamedChoices}).
 * <ul>
 * <li>Comments, {@code event:}, {@code id:}, {@code retry:} and unknown lines are
 * dropped; so are chunks that only annotate, and data that is not JSON but, by its name
 * or because the answer is complete, cannot be a chunk.
 * <li>Silence before the first content or between two chunks is an error, whatever
 * comments come in between.
 * <li>A body that is empty, too large, not an event stream, or not JSON is an
 * {@link InvalidResponseException}.
 * <li>An error event is an error, and so is a choice that the service aborted.
 * </ul>
 * To the library, a stream that fails just ends; the {@link ExchangeWatch#fail watch}
 * keeps the failure. Libraries hold every chunk back until they see the next one, and
 * would lose the chunk before a cut.
 *
 * @since 0.1.0
 */
public final class EventStreamGuard {

	/** The data that ends a stream; the end of the body follows. */
	private static final String DONE = "[DONE]";

	private static final byte[] PREFIX = "data: ".getBytes(StandardCharsets.UTF_8);

	private static final Step NOTHING = new Step(Progress.NONE, List.of());

	private final ExchangeWatch watch;

	private final ChunkFormat format;

	private final EventDecoder decoder = new EventDecoder();

	private final StreamedChoices choices = new StreamedChoices();

	private boolean started;

	private boolean done;

	private EventStreamGuard(ExchangeWatch watch, ChunkFormat format) {
		this.watch = watch;
		this.format = format;
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
		Flux<Step> steps = body.map(EventStreamGuard::bytes)
			.doOnDiscard(DataBuffer.class, DataBufferUtils::release)
			.concatMapIterable(this.decoder::next)
			.concatWith(Flux.defer(() -> Flux.fromIterable(this.decoder.end())))
			// not handle(): it would open an observation's scope around every event and
			// count an exception from its handlers as a broken stream
			.map(this::read);
		return this.watch.limit(steps, Step::progress)
			.concatWith(rest())
			.onErrorResume(this::failed)
			.doOnComplete(this::ended)
			.concatMapIterable(Step::chunks)
			.map(EventStreamGuard::event)
			// the service's pace is what the watch judges, not the subscriber's
			.onBackpressureBuffer()
			// here, too: a library may hide the context of the subscriber
			.contextWrite(DroppedSignals::unlogged);
	}

	private static byte[] bytes(DataBuffer buffer) {
		byte[] bytes = new byte[buffer.readableByteCount()];
		buffer.read(bytes);
		DataBufferUtils.release(buffer);
		return bytes;
	}

	private Step read(EventDecoder.Event event) {
		if (this.done) {
			return NOTHING;
		}
		if (event.failure() != null) {
			if (this.choices.isFinished()) {
				return NOTHING;
			}
			throw Exceptions.propagate(event.failure());
		}
		try {
			return step(event);
		}
		catch (ErrorEvent ex) {
			byte[] json = ex.event.toString().getBytes(StandardCharsets.UTF_8);
			throw Exceptions.propagate(this.format.error(ErrorBody.of(ex.event).status(), json));
		}
	}

	private Step step(EventDecoder.Event event) throws ErrorEvent {
		if (event.isBlank()) {
			return NOTHING;
		}
		if (event.is(DONE)) {
			this.done = true;
			return new Step(Progress.END, chunks(this.choices.end()));
		}
		JsonNode json = json(event);
		if (json == null) {
			return NOTHING;
		}
		if ("error".equals(event.name()) || ErrorBody.isError(json)) {
			throw new ErrorEvent(json);
		}
		for (JsonNode choice : json.path("choices")) {
			if (FinishReason.isFailure(choice)) {
				throw new ErrorEvent(choice.hasNonNull("error") ? choice : json);
			}
		}
		this.started |= json.has("choices");
		List<ObjectNode> chunks = this.choices.next((ObjectNode) json);
		return new Step(this.choices.progress(), chunks(chunks));
	}

	/** The event as JSON, or {@code null} if it is not JSON but no chunk is missing. */
	private @Nullable JsonNode json(EventDecoder.Event event) {
		try {
			return ResponseJson.object(event.data());
		}
		catch (InvalidResponseException ex) {
			if ("error".equals(event.name())) {
				return TextNode.valueOf(event.text());
			}
			if (event.cut() || event.isOfAnotherKind() || this.choices.isFinished()) {
				return null;
			}
			throw ex;
		}
	}

	private List<byte[]> chunks(List<ObjectNode> chunks) {
		return chunks.stream().map((chunk) -> ClientJson.readable(chunk, this.format)).toList();
	}

	/**
	 * The remaining chunks when the body ends, with or without the data that ends a
	 * stream.
	 */
	private Flux<Step> rest() {
		return Flux.defer(() -> Flux.just(new Step(Progress.END, chunks(this.choices.end()))));
	}

	private static byte[] event(byte[] chunk) {
		byte[] event = new byte[PREFIX.length + chunk.length + 2];
		System.arraycopy(PREFIX, 0, event, 0, PREFIX.length);
		System.arraycopy(chunk, 0, event, PREFIX.length, chunk.length);
		event[event.length - 2] = '\n';
		event[event.length - 1] = '\n';
		return event;
	}

	private Flux<Step> failed(Throwable failure) {
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

	/**
	 * What an event comes to.
	 *
	 * @param progress how far it brings the stream
	 * @param chunks the chunks for the client library, as JSON
	 */
	private record Step(Progress progress, List<byte[]> chunks) {

	}

	/** An event that is an error of the service. */
	private static final class ErrorEvent extends Exception {

		private final transient JsonNode event;

		ErrorEvent(JsonNode event) {
			super(null, null, false, false);
			this.event = event;
		}

	}

}
