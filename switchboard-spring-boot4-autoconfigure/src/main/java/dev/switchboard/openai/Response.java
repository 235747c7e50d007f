package dev.switchboard.openai;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponse;

/**
 * A response as openai-java reads it.
 *
 * @param statusCode the status
 * @param headers the headers
 * @param body the body
 */
record Response(int statusCode, Headers headers, InputStream body) implements HttpResponse {

	/** A stream without events. */
	static Response empty() {
		return new Response(200, Headers.builder().build(), new ByteArrayInputStream(new byte[0]));
	}

	@Override
	public void close() {
		try {
			this.body.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
