package dev.switchboard.azure;

import java.nio.charset.StandardCharsets;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpResponse;
import dev.switchboard.connector.Fault;
import dev.switchboard.connector.ResponseHeaders;
import dev.switchboard.wire.ErrorBody;
import dev.switchboard.wire.TransportFault;

/**
 * Translates the exceptions of the Azure client.
 */
final class AzureFaults {

	private AzureFaults() {
	}

	static Fault fault(Throwable failure) {
		HttpResponseException exception = TransportFault.find(failure, HttpResponseException.class);
		if (exception == null) {
			return TransportFault.of(failure);
		}
		HttpResponse response = exception.getResponse();
		if (response == null) {
			return TransportFault.of(failure);
		}
		ErrorBody body = (response instanceof BufferedResponse buffered) ? ErrorBody.parse(buffered.body())
				: ErrorBody.NONE;
		return new Fault(Fault.Kind.STATUS, response.getStatusCode(), body.code(), body.message(), headers(response),
				failure);
	}

	// The exception that the client throws for a response with that status.
	static HttpResponseException errorEvent(HttpResponse response, int status, byte[] event) {
		return new HttpResponseException(
				"Status code " + status + ", \"" + new String(event, StandardCharsets.UTF_8) + "\"",
				new BufferedResponse(response, status, event));
	}

	static ResponseHeaders headers(HttpResponse response) {
		HttpHeaders headers = response.getHeaders();
		return (name) -> headers.getValue(HttpHeaderName.fromString(name));
	}

}
