package dev.switchboard.configuration;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;

import dev.switchboard.connector.RequestOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * One entry of {@code switchboard.deployments[*].models}.
 *
 * @param name Name that callers ask for.
 * @param deploymentName Name of the deployment in Azure. The name of the model when left
 * out.
 * @param tpm Tokens per minute, 0 to 1000000000. Zero means unlimited.
 * @param rpm Requests per minute, 0 to 1000000000. Zero means unlimited.
 * @param cooldown Time out of rotation when the service names no wait, 1ms to 365d. The
 * default of all models when left out.
 * @param options Options of requests that do not set them. Override those of
 * switchboard.chat.options, key by key.
 * @param omitOptions Options that are never sent to this model, by name.
 */
public record ModelProperties(String name, @Nullable String deploymentName, @DefaultValue("0") long tpm,
		@DefaultValue("0") long rpm, @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration cooldown,
		@NestedConfigurationProperty @DefaultValue RequestOptions options, @DefaultValue Set<String> omitOptions) {

	public ModelProperties {
		deploymentName = (StringUtils.hasText(deploymentName)) ? deploymentName : null;
		omitOptions = omitOptions.stream().map(ModelProperties::dashed).collect(Collectors.toUnmodifiableSet());
	}

	/** As relaxed as names of properties are: maxTokens and max_tokens are max-tokens. */
	private static String dashed(String option) {
		return DataObjectPropertyName.toDashedForm(option.trim().replace('_', '-'));
	}

	/**
	 * What the provider calls the model.
	 * @return the name of the deployment in Azure, of the model at OpenAI
	 */
	public String upstreamName() {
		return (this.deploymentName != null) ? this.deploymentName : this.name;
	}

}
