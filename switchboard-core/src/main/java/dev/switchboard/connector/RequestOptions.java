package dev.switchboard.connector;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Options of a chat request; a {@code null} component is not set. What each does is
 * defined by the service.
 *
 * @param temperature Randomness of the choice of tokens, 0 to 2.
 * @param topP Share of the probability mass to choose tokens from, 0 to 1.
 * @param maxTokens Upper bound of the completion, 1 or more tokens; reasoning models
 * refuse it.
 * @param maxCompletionTokens Upper bound of the completion, reasoning included, 1 or more
 * tokens.
 * @param stop Sequences that end the completion.
 * @param presencePenalty Penalty on tokens that have occurred, -2 to 2.
 * @param frequencyPenalty Penalty on tokens by how often they have occurred, -2 to 2.
 * @param seed Seed for repeatable choices, as far as the service can.
 * @param user End user, for the provider's abuse monitoring.
 * @param logitBias Bias by token id, -100 to 100.
 * @param logprobs Whether to return log probabilities.
 * @param topLogProbs Number of alternatives with log probabilities per token, 0 to 20.
 * @param reasoningEffort Effort of a reasoning model: minimal, low, medium or high.
 * @param responseFormat Form of the completion.
 * @param n Number of completions, 1 to 128.
 * @param extra Further fields of the request's body, by the name that the service gives
 * them: verbosity, service_tier and the like.
 * @since 0.1.0
 */
public record RequestOptions(@Nullable Double temperature, @Nullable Double topP, @Nullable Integer maxTokens,
		@Nullable Integer maxCompletionTokens, @Nullable List<String> stop, @Nullable Double presencePenalty,
		@Nullable Double frequencyPenalty, @Nullable Long seed, @Nullable String user,
		@Nullable Map<String, Integer> logitBias, @Nullable Boolean logprobs, @Nullable Integer topLogProbs,
		@Nullable String reasoningEffort, @Nullable ResponseFormat responseFormat, @Nullable Integer n,
		@Nullable Map<String, Object> extra) {

	/** No option is set. */
	public static final RequestOptions NONE = new RequestOptions(null, null, null, null, null, null, null, null, null,
			null, null, null, null, null, null, null);

	/**
	 * The further fields of the request's body.
	 * @return the fields, may be empty
	 */
	public Map<String, Object> extraFields() {
		return (this.extra != null) ? this.extra : Map.of();
	}

	/**
	 * These options where they are set, else the given ones. {@code maxTokens} and
	 * {@code maxCompletionTokens} count as one: services refuse a request with both.
	 * @param defaults options to fall back to, key by key
	 * @return the merged options
	 */
	public RequestOptions orElse(RequestOptions defaults) {
		boolean limited = this.maxTokens != null || this.maxCompletionTokens != null;
		return new RequestOptions(or(this.temperature, defaults.temperature), or(this.topP, defaults.topP),
				limited ? this.maxTokens : defaults.maxTokens,
				limited ? this.maxCompletionTokens : defaults.maxCompletionTokens, or(this.stop, defaults.stop),
				or(this.presencePenalty, defaults.presencePenalty),
				or(this.frequencyPenalty, defaults.frequencyPenalty), or(this.seed, defaults.seed),
				or(this.user, defaults.user), or(this.logitBias, defaults.logitBias),
				or(this.logprobs, defaults.logprobs), or(this.topLogProbs, defaults.topLogProbs),
				or(this.reasoningEffort, defaults.reasoningEffort), or(this.responseFormat, defaults.responseFormat),
				or(this.n, defaults.n), merged(this.extra, defaults.extra));
	}

	private static @Nullable Map<String, Object> merged(@Nullable Map<String, Object> extra,
			@Nullable Map<String, Object> defaults) {
		if (extra == null || defaults == null) {
			return or(extra, defaults);
		}
		Map<String, Object> merged = new LinkedHashMap<>(defaults);
		merged.putAll(extra);
		return merged;
	}

	/**
	 * These options without some.
	 * @param names the names of options as in the configuration, {@code max-tokens}
	 * @return the other options
	 */
	public RequestOptions without(Set<String> names) {
		if (names.isEmpty()) {
			return this;
		}
		return new RequestOptions(unless(names, "temperature", this.temperature), unless(names, "top-p", this.topP),
				unless(names, "max-tokens", this.maxTokens),
				unless(names, "max-completion-tokens", this.maxCompletionTokens), unless(names, "stop", this.stop),
				unless(names, "presence-penalty", this.presencePenalty),
				unless(names, "frequency-penalty", this.frequencyPenalty), unless(names, "seed", this.seed),
				unless(names, "user", this.user), unless(names, "logit-bias", this.logitBias),
				unless(names, "logprobs", this.logprobs), unless(names, "top-log-probs", this.topLogProbs),
				unless(names, "reasoning-effort", this.reasoningEffort),
				unless(names, "response-format", this.responseFormat), unless(names, "n", this.n),
				unless(names, "extra", this.extra));
	}

	private static <T> @Nullable T unless(Set<String> names, String name, @Nullable T value) {
		return names.contains(name) ? null : value;
	}

	private static <T> @Nullable T or(@Nullable T value, @Nullable T fallback) {
		return (value != null) ? value : fallback;
	}

}
