package dev.switchboard.azure;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import dev.switchboard.wire.SafeHeaders;
import reactor.core.publisher.Mono;

/**
 * A response that replaces the original one, with headers and a body that the client can
 * read.
 */
abstract class CheckedResponse extends HttpResponse {

	/**
	 * The status of every success for the client, to which any other status is an error.
	 */
	static final int OK = 200;

	private final int status;

	private final HttpHeaders headers;

	CheckedResponse(HttpResponse response, int status) {
		super(withoutSecrets(response.getRequest()));
		this.status = status;
		this.headers = new HttpHeaders(response.getHeaders());
	}

	// Exceptions expose the response, and with it the request: leave out key and prompt.
	private static HttpRequest withoutSecrets(HttpRequest request) {
		HttpRequest safe = new HttpRequest(request.getHttpMethod(), request.getUrl());
		request.getHeaders()
			.stream()
			.filter((header) -> SafeHeaders.contains(header.getName()))
			.forEach((header) -> header.getValuesList()
				.forEach((value) -> safe.getHeaders().add(HttpHeaderName.fromString(header.getName()), value)));
		return safe;
	}

	@Override
	public final int getStatusCode() {
		return this.status;
	}

	@Override
	@Deprecated
	public final String getHeaderValue(String name) {
		return this.headers.getValue(HttpHeaderName.fromString(name));
	}

	@Override
	public final HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public final Mono<String> getBodyAsString() {
		return getBodyAsString(StandardCharsets.UTF_8);
	}

	@Override
	public final Mono<String> getBodyAsString(Charset charset) {
		return getBodyAsByteArray().map((bytes) -> new String(bytes, charset));
	}

}
