package dev.switchboard.azure;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.wire.ExchangeWatch;

/**
 * Leaves out {@code logprobs} for models that must not be sent it: the client writes
 * {@code "logprobs":false} into every request, whatever its options say, and reasoning
 * models refuse it. Only their requests are parsed and written again.
 */
final class LogprobsPolicy extends HttpPipelineSyncPolicy {

	private static final String LOGPROBS = "logprobs";

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@Override
	protected void beforeSendingRequest(HttpPipelineCallContext context) {
		ExchangeWatch watch = (ExchangeWatch) context.getData(ExchangePolicy.WATCH).orElseThrow();
		if (watch.exchange().model().omitOptions().contains(LOGPROBS)) {
			HttpRequest request = context.getHttpRequest();
			request.setBody(withoutLogprobs(request.getBodyAsBinaryData().toBytes()));
		}
	}

	private static byte[] withoutLogprobs(byte[] body) {
		try {
			JsonNode json = MAPPER.readTree(body);
			((ObjectNode) json).remove(LOGPROBS);
			return MAPPER.writeValueAsBytes(json);
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
