package dev.switchboard.azure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import com.azure.ai.openai.models.ChatCompletions;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.FluxUtil;
import com.azure.json.JsonProviders;
import com.fasterxml.jackson.databind.JsonNode;
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
final class EventStreamResponse extends HttpResponse implements ChunkFormat {

	private final HttpResponse response;

	private final ExchangeWatch watch;

	private final HttpHeaders headers;

	EventStreamResponse(HttpResponse response, ExchangeWatch watch) {
		super(response.getRequest());
		this.response = response;
		this.watch = watch;
		// the client would collect any other type completely; what passes is this type
		this.headers = new HttpHeaders(response.getHeaders()).set(HttpHeaderName.CONTENT_TYPE, "text/event-stream");
	}

	@Override
	public Flux<ByteBuffer> getBody() {
		Flux<DataBuffer> body = this.response.getBody().map(DefaultDataBufferFactory.sharedInstance::wrap);
		return EventStreamGuard.events(body, this.watch, this).map(ByteBuffer::wrap);
	}

	@Override
	public void check(String chunk) throws IOException {
		ChatCompletions.fromJson(JsonProviders.createReader(chunk));
	}

	@Override
	public Throwable error(JsonNode event) {
		return AzureFaults.errorEvent(this.response, event);
	}

	@Override
	public int getStatusCode() {
		return this.response.getStatusCode();
	}

	@Override
	@Deprecated
	public String getHeaderValue(String name) {
		return this.headers.getValue(HttpHeaderName.fromString(name));
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public Mono<byte[]> getBodyAsByteArray() {
		return FluxUtil.collectBytesInByteBufferStream(getBody());
	}

	@Override
	public Mono<String> getBodyAsString() {
		return getBodyAsString(StandardCharsets.UTF_8);
	}

	@Override
	public Mono<String> getBodyAsString(Charset charset) {
		return getBodyAsByteArray().map((bytes) -> new String(bytes, charset));
	}

	@Override
	public void close() {
		this.response.close();
	}

}
