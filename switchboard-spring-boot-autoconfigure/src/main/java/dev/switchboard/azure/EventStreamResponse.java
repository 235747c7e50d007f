package dev.switchboard.azure;

import java.io.IOException;
import java.nio.ByteBuffer;

import com.azure.ai.openai.models.ChatCompletions;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.FluxUtil;
import com.azure.json.JsonProviders;
import dev.switchboard.wire.ChunkFormat;
import dev.switchboard.wire.EventStreamGuard;
import dev.switchboard.wire.ExchangeWatch;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

/**
 * A streamed response whose body passes the {@link EventStreamGuard}.
 */
final class EventStreamResponse extends CheckedResponse implements ChunkFormat {

	private final HttpResponse response;

	private final ExchangeWatch watch;

	EventStreamResponse(HttpResponse response, ExchangeWatch watch) {
		super(response, OK);
		this.response = response;
		this.watch = watch;
		// the client would buffer any other type completely
		getHeaders().set(HttpHeaderName.CONTENT_TYPE, "text/event-stream");
	}

	@Override
	public Flux<ByteBuffer> getBody() {
		Flux<DataBuffer> body = this.response.getBody().map(DefaultDataBufferFactory.sharedInstance::wrap);
		return EventStreamGuard.events(body, this.watch, this).map(ByteBuffer::wrap);
	}

	@Override
	public void check(byte[] chunk) throws IOException {
		ChatCompletions.fromJson(JsonProviders.createReader(chunk));
	}

	@Override
	public Throwable error(int status, byte[] event) {
		return AzureFaults.errorEvent(this.response, status, event);
	}

	@Override
	public Mono<byte[]> getBodyAsByteArray() {
		return FluxUtil.collectBytesInByteBufferStream(getBody());
	}

	@Override
	public void close() {
		this.response.close();
	}

}
