package dev.switchboard.connector;

import java.util.Set;

/**
 * What a connector needs to know of a model on a deployment.
 *
 * @param name what callers ask for
 * @param deploymentName what the provider calls it: Azure's deployment name, OpenAI's
 * model name
 * @param defaults options for requests that do not set them
 * @param omitOptions options never sent, by property name ({@code max-tokens}), whoever
 * set them
 * @since 0.1.0
 */
public record ModelSettings(String name, String deploymentName, RequestOptions defaults, Set<String> omitOptions) {

	public ModelSettings {
		omitOptions = Set.copyOf(omitOptions);
	}

}
