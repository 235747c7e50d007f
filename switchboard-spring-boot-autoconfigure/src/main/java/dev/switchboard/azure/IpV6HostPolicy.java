package dev.switchboard.azure;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;

/**
 * Sends requests to an IPv6 address. The client cannot parse a URL with one: it gets a
 * placeholder name instead, and this policy puts the address back.
 */
final class IpV6HostPolicy extends HttpPipelineSyncPolicy {

	/** A name in a reserved domain. */
	private static final String STAND_IN = "ipv6.invalid";

	private final String host;

	IpV6HostPolicy(URI endpoint) {
		this.host = endpoint.getHost();
	}

	/**
	 * What the client can parse.
	 * @param endpoint the endpoint
	 * @return the endpoint as text, with a name in place of an IPv6 address
	 */
	static String parseable(URI endpoint) {
		return endpoint.getHost().startsWith("[") ? endpoint.toString().replace(endpoint.getHost(), STAND_IN)
				: endpoint.toString();
	}

	@Override
	protected void beforeSendingRequest(HttpPipelineCallContext context) {
		HttpRequest request = context.getHttpRequest();
		URL url = request.getUrl();
		if (!STAND_IN.equals(url.getHost())) {
			return;
		}
		try {
			request.setUrl(new URL(url.getProtocol(), this.host, url.getPort(), url.getFile()));
		}
		catch (MalformedURLException ex) {
			throw new IllegalStateException("The endpoint's host makes no URL", ex);
		}
	}

}
