package dev.switchboard.configuration.check;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import dev.switchboard.configuration.DeploymentProperties.Provider;
import org.jspecify.annotations.Nullable;

/**
 * Checks the URL of a deployment. The URL itself is never told: it may contain a password
 * or a key in the wrong place. No name is looked up.
 */
final class EndpointCheck {

	private static final Pattern LOOPBACK_ADDRESS = Pattern.compile("127(\\.\\d{1,3}){3}");

	private static final Pattern OPENAI_PATH = Pattern.compile(".*/openai(/.*)?");

	private static final Pattern OPENAI_VERSION = Pattern.compile(".*/v1(/.*)?");

	private static final Pattern OPERATION = Pattern.compile(".*/(chat/)?completions/?");

	private static final int MAX_PORT = 65535;

	private final SectionCheck deployment;

	private final Provider provider;

	EndpointCheck(SectionCheck deployment, Provider provider) {
		this.deployment = deployment;
		this.provider = provider;
	}

	/**
	 * Checks a URL.
	 * @param text the URL as configured
	 * @return whether the protocol is http; {@code false} when there is a problem with
	 * the URL
	 */
	boolean isPlainHttp(String text) {
		URI url = parse(text.trim());
		if (url == null) {
			return false;
		}
		if (url.getRawUserInfo() != null) {
			problem("contains a user name or password", "Write the URL without what is before the '@'.");
		}
		if (url.getRawQuery() != null || url.getRawFragment() != null) {
			problem("contains a query or fragment",
					"Write the URL up to the '?' or '#'; 'api-version' is a property of its own.");
		}
		if (this.provider == Provider.AZURE && OPENAI_PATH.matcher(String.valueOf(url.getPath())).matches()) {
			problem("goes too deep: its path contains '/openai', which the switchboard adds itself",
					"Write the URL up to '/openai'" + example() + ".");
		}
		if (this.provider == Provider.OPENAI && OPENAI_VERSION.matcher(String.valueOf(url.getPath())).matches()) {
			problem("goes too deep: its path has or ends in '/v1', which the switchboard adds itself",
					"Write the URL up to '/v1'" + example() + ".");
		}
		if (OPERATION.matcher(String.valueOf(url.getPath())).matches()) {
			problem("goes too deep: it ends in 'completions', which the switchboard adds itself",
					"Write the base URL" + example() + ".");
		}
		boolean plain = "http".equalsIgnoreCase(url.getScheme());
		if (plain && !isLoopback(url.getHost())) {
			problem("would send keys and prompts unprotected: 'http' is for servers on this machine only",
					"Write 'https://' instead of 'http://'.");
		}
		return plain && this.deployment.isFine("endpoint");
	}

	private @Nullable URI parse(String text) {
		URI url;
		try {
			url = new URI(text);
		}
		catch (URISyntaxException ex) {
			// its message repeats the text
			problem("is not a valid URL", "Write a URL" + example() + ".");
			return null;
		}
		if (!url.isAbsolute()) {
			problem("is not a complete URL: it does not begin with 'https://'",
					"Write the complete URL" + example() + ".");
			return null;
		}
		String scheme = url.getScheme().toLowerCase(Locale.ROOT);
		if (!scheme.equals("https") && !scheme.equals("http")) {
			problem("is not a web address: it does not begin with 'https://'",
					"Write the complete URL" + example() + ".");
			return null;
		}
		if (url.getHost() == null || url.getPort() > MAX_PORT || url.getPort() == 0
				|| url.getRawAuthority().endsWith(":")) {
			problem("is not a valid URL: its host name or port cannot be understood",
					"Write a URL" + example() + ". A host name has letters, digits, '-' and '.', other alphabets are "
							+ "written as 'xn--...'; a port is 1 to 65535.");
			return null;
		}
		return url;
	}

	private String example() {
		return (this.provider == Provider.AZURE) ? ", for example https://my-resource.openai.azure.com"
				: ", for example https://api.openai.com";
	}

	private void problem(String mistake, String remedy) {
		this.deployment.report("endpoint", mistake, remedy);
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
		return host.equalsIgnoreCase("localhost") || LOOPBACK_ADDRESS.matcher(host).matches();
	}

}
