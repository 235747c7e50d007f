package dev.switchboard.sample;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The errors of Azure's client library, which is the one of the first line.
 */
@Component
class AzureErrors implements UpstreamErrors {

	@Override
	public @Nullable UpstreamError read(Throwable failure) {
		return (failure instanceof HttpResponseException error && error.getResponse() != null)
				? new UpstreamError(error.getResponse().getStatusCode(),
						error.getResponse().getHeaderValue(HttpHeaderName.RETRY_AFTER))
				: null;
	}

}
