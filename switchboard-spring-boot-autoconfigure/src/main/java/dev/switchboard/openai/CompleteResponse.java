package dev.switchboard.openai;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A response whose body has arrived completely.
 *
 * @param status the status
 * @param headers the headers
 * @param body the body
 */
record CompleteResponse(HttpStatusCode status, HttpHeaders headers, byte[] body) implements ClientHttpResponse {

	/** Creates a response with a completion as its body. */
	CompleteResponse withCompletion(byte[] completion) {
		HttpHeaders headers = new HttpHeaders();
		headers.addAll(this.headers);
		headers.setContentType(MediaType.APPLICATION_JSON);
		headers.setContentLength(completion.length);
		return new CompleteResponse(this.status, headers, completion);
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
