package dev.switchboard.configuration;

import java.util.Map;

import dev.switchboard.connector.ApiKeyProvider;
import org.jspecify.annotations.Nullable;

/**
 * The provider of an application that has none: the keys of the configuration.
 */
class ConfiguredKeys implements ApiKeyProvider {

	/** By the name of the deployment. */
	private final Map<String, String> keys;

	ConfiguredKeys(Map<String, String> keys) {
		this.keys = keys;
	}

	@Override
	public @Nullable String apiKey(String deploymentName) {
		return this.keys.get(deploymentName);
	}

}
