package dev.switchboard.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import dev.switchboard.connector.Stage;
import dev.switchboard.wire.Credential;
import dev.switchboard.wire.ExchangeWatch;

/**
 * Adds the credential to the request. The client's own policy refuses to send a key over
 * {@code http://}, which is fine for loopback.
 */
final class CredentialsPolicy extends HttpPipelineSyncPolicy {

	@Override
	protected void beforeSendingRequest(HttpPipelineCallContext context) {
		ExchangeWatch watch = (ExchangeWatch) context.getData(ExchangePolicy.WATCH).orElseThrow();
		Credential credential = watch.credential();
		context.getHttpRequest().setHeader(HttpHeaderName.fromString(credential.header()), credential.value());
		// the last step before a custom HTTP client
		watch.enter(Stage.SENT);
	}

}
