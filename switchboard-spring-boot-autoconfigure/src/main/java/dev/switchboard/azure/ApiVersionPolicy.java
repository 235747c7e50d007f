package dev.switchboard.azure;

import java.net.MalformedURLException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.core.util.UrlBuilder;

/**
 * Sets the version of the API, any version: the client knows only those of its enum.
 */
final class ApiVersionPolicy extends HttpPipelineSyncPolicy {

	private final String version;

	ApiVersionPolicy(String version) {
		this.version = URLEncoder.encode(version, StandardCharsets.UTF_8);
	}

	@Override
	protected void beforeSendingRequest(HttpPipelineCallContext context) {
		HttpRequest request = context.getHttpRequest();
		try {
			request.setUrl(UrlBuilder.parse(request.getUrl()).setQueryParameter("api-version", this.version).toUrl());
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException("The api-version '" + this.version + "' makes no URL", ex);
		}
	}

	@Override
	public HttpPipelinePosition getPipelinePosition() {
		return HttpPipelinePosition.PER_CALL;
	}

}
