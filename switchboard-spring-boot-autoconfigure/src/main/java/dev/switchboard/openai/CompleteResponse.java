package dev.switchboard.openai;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A response whose body has arrived completely.
 *
 * @param status the status
 * @param headers the headers
 * @param body the body
 */
record CompleteResponse(HttpStatusCode status, HttpHeaders headers, byte[] body) implements ClientHttpResponse {

	CompleteResponse withBody(byte[] body) {
		return new CompleteResponse(this.status, this.headers, body);
	}

	@Override
	public HttpStatusCode getStatusCode() {
		return this.status;
	}

	@Override
	public String getStatusText() {
		return "";
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.headers;
	}

	@Override
	public InputStream getBody() {
		return new ByteArrayInputStream(this.body);
	}

	@Override
	public void close() {
	}

}
