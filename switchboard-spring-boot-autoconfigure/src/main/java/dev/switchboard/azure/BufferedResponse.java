package dev.switchboard.azure;

import java.nio.ByteBuffer;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import dev.switchboard.wire.ResponseJson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A response whose body has arrived completely.
 */
final class BufferedResponse extends CheckedResponse {

	private final byte[] body;

	BufferedResponse(HttpResponse response, byte[] body) {
		this(response, response.getStatusCode(), body);
	}

	BufferedResponse(HttpResponse response, int status, byte[] body) {
		super(response, status);
		this.body = body;
		if (status != OK && !ResponseJson.isObject(body)) {
			// azure-core quotes what it cannot parse in a warning; it does not parse text
			getHeaders().set(HttpHeaderName.CONTENT_TYPE, "text/plain");
		}
	}

	byte[] body() {
		return this.body;
	}

	@Override
	public Flux<ByteBuffer> getBody() {
		return Flux.just(ByteBuffer.wrap(this.body));
	}

	@Override
	public BinaryData getBodyAsBinaryData() {
		return BinaryData.fromBytes(this.body);
	}

	@Override
	public Mono<byte[]> getBodyAsByteArray() {
		return Mono.just(this.body);
	}

}
