package dev.switchboard.configuration.check;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

import dev.switchboard.configuration.DeploymentProperties;
import dev.switchboard.configuration.DeploymentProperties.Provider;

/**
 * The URL of a deployment. No message shows it, because it may contain a password or a
 * key in the wrong place. No host name is looked up.
 *
 * @param deployment the section that the URL is in
 * @param text the URL as it is written
 * @param provider the provider of the deployment
 * @param allowPlainHttp whether http is fine for any host
 */
record Endpoint(Section deployment, String text, Provider provider, boolean allowPlainHttp) {

	private static final int MAX_PORT = 65535;

	/** Reports the first problem and returns whether there is none. */
	boolean check() {
		URI url;
		try {
			url = new URI(this.text.trim());
		}
		catch (URISyntaxException ex) {
			// its message repeats the text
			return problem("is not a valid URL", "Write a URL" + example() + ".");
		}
		if (!url.isAbsolute()) {
			return problem("is not a complete URL: it does not begin with 'https://'",
					"Write the complete URL" + example() + ".");
		}
		boolean http = url.getScheme().equalsIgnoreCase("http");
		if (!http && !url.getScheme().equalsIgnoreCase("https")) {
			return problem("is not a web address: it does not begin with 'https://'",
					"Write the complete URL" + example() + ".");
		}
		if (url.getHost() == null || url.getPort() > MAX_PORT || url.getPort() == 0
				|| url.getRawAuthority().endsWith(":")) {
			return problem("is not a valid URL: its host name or port cannot be understood",
					"Write a URL" + example() + ". A host name has letters, digits, '-' and '.', other alphabets are "
							+ "written as 'xn--...'; a port is 1 to 65535.");
		}
		if (url.getRawUserInfo() != null) {
			return problem("contains a user name or password", "Write the URL without what is before the '@'.");
		}
		if (url.getRawQuery() != null || url.getRawFragment() != null) {
			return problem("contains a query or fragment",
					"Write the URL up to the '?' or '#'; 'api-version' is a property of its own.");
		}
		String path = url.getPath() + "/";
		if (this.provider == Provider.AZURE && path.contains("/openai/") && !DeploymentProperties.endsInV1(url)) {
			return problem("goes too deep: its path contains '/openai', which the switchboard adds itself",
					"Write the URL up to '/openai'" + example() + ".");
		}
		if (this.provider == Provider.OPENAI && path.contains("/v1/")) {
			return problem("goes too deep: its path has or ends in '/v1', which the switchboard adds itself",
					"Write the URL up to '/v1'" + example() + ".");
		}
		if (path.matches(".*/(chat/)?completions//?")) {
			return problem("goes too deep: it ends in 'completions', which the switchboard adds itself",
					"Write the base URL" + example() + ".");
		}
		if (http && !this.allowPlainHttp && !isLoopback(url.getHost())) {
			return problem("would send keys and prompts unprotected: 'http' is for servers on this machine only",
					"Write 'https://' instead of 'http://', or 'allow-plain-http: true' if the network is yours.");
		}
		return true;
	}

	/** Whether a URL without a problem is not encrypted. */
	boolean isHttp() {
		return this.text.trim().regionMatches(true, 0, "http:", 0, "http:".length());
	}

	private boolean problem(String problem, String remedy) {
		this.deployment.report("endpoint", problem, remedy);
		return false;
	}

	private String example() {
		return (this.provider == Provider.AZURE) ? ", for example https://my-resource.openai.azure.com"
				: ", for example https://api.openai.com";
	}

	private static boolean isLoopback(String host) {
		if (host.startsWith("[")) {
			try {
				return InetAddress.getByName(host).isLoopbackAddress();
			}
			catch (UnknownHostException ex) {
				return false;
			}
		}
		return host.equalsIgnoreCase("localhost") || host.matches("127(\\.\\d{1,3}){3}");
	}

}
