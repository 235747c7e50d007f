package dev.switchboard.wire;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import dev.switchboard.InvalidResponseException;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;

/**
 * Reads the body of a response completely, as long as it has an end.
 *
 * @since 0.1.0
 */
public final class CompleteBody {

	/**
	 * Longest body of an error, in bytes. Errors have a few hundred; nothing behind the
	 * first MiB matters.
	 */
	static final int MAX_ERROR = 1024 * 1024;

	/**
	 * Longest body of a successful call, in bytes. The largest answers are audio in
	 * Base64, some millions; several choices may each have some. A body without an end
	 * must not use up the memory.
	 */
	static final int MAX_SUCCESS = 64 * 1024 * 1024;

	private CompleteBody() {
	}

	/**
	 * Reads the body of an error. The status makes the error: a body that breaks off, or
	 * does not arrive in time, counts as empty.
	 * @param body the body
	 * @param watch the watch over the exchange
	 * @return its first MiB, maybe empty; the connection is closed when there is more
	 */
	public static Mono<byte[]> ofError(Publisher<DataBuffer> body, ExchangeWatch watch) {
		return watch.limit(bytes(DataBufferUtils.join(DataBufferUtils.takeUntilByteCount(body, MAX_ERROR))))
			.onErrorReturn(IOException.class, new byte[0])
			.onErrorReturn(TimeoutException.class, new byte[0]);
	}

	/**
	 * Reads the body of a successful call.
	 * @param body the body
	 * @return the body, maybe empty; an {@link InvalidResponseException} when it exceeds
	 * 64 MiB
	 */
	public static Mono<byte[]> ofSuccess(Publisher<DataBuffer> body) {
		return bytes(DataBufferUtils.join(body, MAX_SUCCESS)).onErrorMap(DataBufferLimitException.class,
				(ex) -> new InvalidResponseException("The response was a success, but its body exceeds 64 MiB", null));
	}

	private static Mono<byte[]> bytes(Mono<DataBuffer> joined) {
		return joined.map((buffer) -> {
			byte[] bytes = new byte[buffer.readableByteCount()];
			buffer.read(bytes);
			DataBufferUtils.release(buffer);
			return bytes;
		}).defaultIfEmpty(new byte[0]);
	}

}
