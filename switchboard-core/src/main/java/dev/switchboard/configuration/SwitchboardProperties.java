package dev.switchboard.configuration;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.switchboard.connector.RequestOptions;
import dev.switchboard.routing.Deployment;
import dev.switchboard.routing.OnSaturation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * Everything that can be configured under {@code switchboard}. Times without a unit are
 * seconds. Bound only when the check has found no problem, so no required value is
 * missing.
 *
 * @param enabled Whether to enable the switchboard.
 * @param defaultModel Model for prompts that name none. May be left out when exactly one
 * model is configured, or when every prompt names its model.
 * @param rateLimitWindow Length of the accounting window, 100ms to 24h. Zero means totals
 * since usage was last reset.
 * @param deadline Total time for one call, 1ms to 365d, all attempts and tools included.
 * For a stream, the time until the first content of its first round.
 * @param onSaturation What happens when no deployment is available.
 * @param chat Settings of chat requests.
 * @param selection Settings of the choice of a deployment.
 * @param sessionAffinity Settings of session affinity.
 * @param failover Settings of failover.
 * @param cooldown Settings of cooldowns.
 * @param deployments Deployments to balance over, at least one.
 */
@ConfigurationProperties(SwitchboardProperties.PREFIX)
public record SwitchboardProperties(@DefaultValue("true") boolean enabled, @Nullable String defaultModel,
		@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration rateLimitWindow,
		@DefaultValue("15m") @DurationUnit(ChronoUnit.SECONDS) Duration deadline,
		@DefaultValue("best-effort") OnSaturation onSaturation, @DefaultValue Chat chat,
		@DefaultValue Selection selection, @DefaultValue SessionAffinity sessionAffinity,
		@DefaultValue Failover failover, @DefaultValue Cooldown cooldown,
		@DefaultValue List<DeploymentProperties> deployments) {

	/** The name of the section. */
	public static final String PREFIX = "switchboard";

	public SwitchboardProperties {
		defaultModel = (StringUtils.hasText(defaultModel)) ? defaultModel : null;
		deployments = List.copyOf(deployments);
	}

	/**
	 * What the router balances over.
	 * @return one deployment per entry and model, in the order of configuration
	 */
	public List<Deployment> routed() {
		return this.deployments.stream()
			.flatMap((deployment) -> deployment.routed(this.cooldown.effectiveDefault()))
			.toList();
	}

	/**
	 * The keys that are configured.
	 * @return the keys, by the name of their deployment
	 */
	Map<String, String> apiKeys() {
		Map<String, String> keys = new HashMap<>();
		for (DeploymentProperties deployment : this.deployments) {
			if (deployment.apiKey() != null) {
				keys.put(deployment.name(), deployment.apiKey());
			}
		}
		return Map.copyOf(keys);
	}

	/**
	 * Settings of chat requests.
	 *
	 * @param options Options of requests that do not set them.
	 */
	public record Chat(@NestedConfigurationProperty @DefaultValue RequestOptions options) {

	}

	/**
	 * Settings of the choice of a deployment.
	 *
	 * @param preferFast Whether the faster of two deployments is preferred where there is
	 * room. Otherwise only limits count.
	 */
	public record Selection(@DefaultValue("true") boolean preferFast) {

	}

	/**
	 * Settings of session affinity.
	 *
	 * @param enabled Whether the requests of a session stay on one deployment.
	 * @param useConversationId Whether the conversation id of ChatClient's chat memory
	 * serves as session id.
	 * @param sendCacheKey Whether requests of a session carry a hash of its id as
	 * prompt_cache_key, unless they have one. Only provider openai and api-version v1
	 * know the field.
	 */
	public record SessionAffinity(@DefaultValue("true") boolean enabled,
			@DefaultValue("true") boolean useConversationId, @DefaultValue("false") boolean sendCacheKey) {

	}

	/**
	 * Settings of failover.
	 *
	 * @param maxAttempts Attempts in all per round, 1 to 1000, the first included.
	 * @param budget Bound on the share of failovers.
	 */
	public record Failover(@DefaultValue("5") int maxAttempts, @DefaultValue Budget budget) {

	}

	/**
	 * Bound on the share of failovers, per model.
	 *
	 * @param ratio Failovers that each round earns, 0 to 100.
	 * @param reserve Failovers that the budget starts with and can hold at most, 0 to
	 * 1000000.
	 */
	public record Budget(@DefaultValue("0.5") double ratio, @DefaultValue("100") int reserve) {

	}

	/**
	 * Settings of cooldowns.
	 *
	 * @param defaultDuration Time out of rotation when the service names no wait, 1ms to
	 * 365d.
	 * @param max Upper bound for rate limits and outages, whatever the service asks for.
	 * 1ms to 365d.
	 * @param quarantine Time out of rotation for a problem that only a person can solve,
	 * 1ms to 365d.
	 */
	public record Cooldown(
			@Name("default") @DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS) Duration defaultDuration,
			@DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration max,
			@DefaultValue("5m") @DurationUnit(ChronoUnit.SECONDS) Duration quarantine) {

		/**
		 * The default, shortened to the maximum where only that is configured.
		 * @return the default cooldown, at most the maximum
		 */
		Duration effectiveDefault() {
			return (this.defaultDuration.compareTo(this.max) < 0) ? this.defaultDuration : this.max;
		}

	}

}
