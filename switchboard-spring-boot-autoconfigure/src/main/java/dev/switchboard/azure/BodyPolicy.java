package dev.switchboard.azure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;

/**
 * Corrects the body that the client writes. Leaves out {@code "logprobs":false}, which
 * the client writes into every request and reasoning models reject, and adds fields that
 * this client has no options for.
 */
final class BodyPolicy extends HttpPipelineSyncPolicy {

	/** Key of the further fields in Reactor's and in azure-core's context (stream). */
	static final String EXTRA_FIELDS = BodyPolicy.class.getName();

	/** The further fields of the call on this thread. */
	static final ThreadLocal<Map<String, Object>> EXTRA = ThreadLocal.withInitial(Map::of);

	@Override
	@SuppressWarnings("unchecked")
	protected void beforeSendingRequest(HttpPipelineCallContext context) {
		Map<String, Object> extra = (Map<String, Object>) context.getData(EXTRA_FIELDS).orElseGet(EXTRA::get);
		HttpRequest request = context.getHttpRequest();
		try {
			request.setBody(RequestBody.mend(request.getBodyAsBinaryData().toBytes(), extra));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The client wrote a request that is not JSON", ex);
		}
	}

	@Override
	public HttpPipelinePosition getPipelinePosition() {
		return HttpPipelinePosition.PER_CALL;
	}

}
