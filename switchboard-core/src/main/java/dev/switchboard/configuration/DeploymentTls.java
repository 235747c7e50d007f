package dev.switchboard.configuration;

import java.util.List;

import dev.switchboard.connector.TlsSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/**
 * Turns {@code ssl-bundle} of a deployment into TLS settings.
 *
 * @param bundles the application's SSL bundles
 */
record DeploymentTls(ObjectProvider<SslBundles> bundles) {

	/**
	 * Finds the settings of a deployment.
	 * @param name the name of the bundle, or {@code null}
	 * @param property the property that names it
	 * @return the settings, or {@code null} without a bundle
	 * @throws InvalidConfigurationPropertyValueException if there is no such bundle
	 */
	@Nullable TlsSettings find(@Nullable String name, String property) {
		if (name == null) {
			return null;
		}
		SslBundles bundles = this.bundles.getIfAvailable();
		if (bundles == null) {
			throw new InvalidConfigurationPropertyValueException(property, name,
					"The application has no SSL bundles. Define one under 'spring.ssl.bundle'.");
		}
		if (!bundles.getBundleNames().contains(name)) {
			throw new InvalidConfigurationPropertyValueException(property, name, "No SSL bundle has this name. Names: "
					+ bundles.getBundleNames() + ". Define it under 'spring.ssl.bundle'.");
		}
		return settings(bundles.getBundle(name));
	}

	private static TlsSettings settings(SslBundle bundle) {
		return new TlsSettings(bundle.createSslContext(), list(bundle.getOptions().getEnabledProtocols()),
				list(bundle.getOptions().getCiphers()));
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

}
