package dev.switchboard.openai;

import java.net.URI;
import java.util.Map;

import dev.switchboard.wire.SafeHeaders;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpRequest;

/**
 * A request as exceptions carry it: without its key.
 *
 * @param method the method
 * @param uri the URL
 * @param headers the headers that are no secret
 */
record SentRequest(HttpMethod method, URI uri, HttpHeaders headers) implements HttpRequest {

	SentRequest {
		headers = safe(headers);
	}

	static HttpHeaders safe(HttpHeaders headers) {
		HttpHeaders safe = new HttpHeaders();
		headers.forEach((name, values) -> {
			if (SafeHeaders.contains(name)) {
				safe.addAll(name, values);
			}
		});
		return HttpHeaders.readOnlyHttpHeaders(safe);
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public Map<String, Object> getAttributes() {
		return Map.of();
	}

}
