package dev.switchboard.azure;

import java.net.MalformedURLException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import com.azure.core.util.UrlBuilder;
import dev.switchboard.connector.DeploymentSettings;

/**
 * Sets the version of the API, any version: the client knows only those of its enum, and
 * none of them is v1.
 */
final class ApiVersionPolicy extends HttpPipelineSyncPolicy {

	private static final String PARAMETER = "api-version";

	/** The part of the path that v1 does not have: there, the body names the model. */
	private static final Pattern DEPLOYMENT = Pattern.compile("/openai/deployments/[^/]+/(?=chat/completions$)");

	private final String version;

	ApiVersionPolicy(String version) {
		this.version = URLEncoder.encode(version, StandardCharsets.UTF_8);
	}

	@Override
	protected void beforeSendingRequest(HttpPipelineCallContext context) {
		HttpRequest request = context.getHttpRequest();
		try {
			UrlBuilder url = UrlBuilder.parse(request.getUrl());
			request.setUrl(DeploymentSettings.V1.equals(this.version) ? v1(url).toUrl()
					: url.setQueryParameter(PARAMETER, this.version).toUrl());
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException("The api-version '" + this.version + "' makes no URL", ex);
		}
	}

	private static UrlBuilder v1(UrlBuilder url) {
		// the client adds no other parameter
		return url.clearQuery().setPath(DEPLOYMENT.matcher(url.getPath()).replaceFirst("/openai/v1/"));
	}

	@Override
	public HttpPipelinePosition getPipelinePosition() {
		return HttpPipelinePosition.PER_CALL;
	}

}
