package dev.switchboard.connector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Builder of {@link RequestOptions}, which say what each option is. An option that is
 * {@code null} is not set.
 *
 * @since 0.1.0
 */
public final class RequestOptionsBuilder {

	private @Nullable Double temperature;

	private @Nullable Double topP;

	private @Nullable Integer maxTokens;

	private @Nullable Integer maxCompletionTokens;

	private @Nullable List<String> stop;

	private @Nullable Double presencePenalty;

	private @Nullable Double frequencyPenalty;

	private @Nullable Long seed;

	private @Nullable String user;

	private @Nullable Map<String, Integer> logitBias;

	private @Nullable Boolean logprobs;

	private @Nullable Integer topLogProbs;

	private @Nullable String reasoningEffort;

	private @Nullable ResponseFormat responseFormat;

	private @Nullable Integer n;

	private @Nullable Map<String, Object> extra;

	/** Creates a builder with no option set. */
	public RequestOptionsBuilder() {
		this(RequestOptions.NONE);
	}

	/**
	 * Creates a builder that starts with options.
	 * @param options the options
	 */
	public RequestOptionsBuilder(RequestOptions options) {
		this.temperature = options.temperature();
		this.topP = options.topP();
		this.maxTokens = options.maxTokens();
		this.maxCompletionTokens = options.maxCompletionTokens();
		this.stop = options.stop();
		this.presencePenalty = options.presencePenalty();
		this.frequencyPenalty = options.frequencyPenalty();
		this.seed = options.seed();
		this.user = options.user();
		this.logitBias = options.logitBias();
		this.logprobs = options.logprobs();
		this.topLogProbs = options.topLogProbs();
		this.reasoningEffort = options.reasoningEffort();
		this.responseFormat = options.responseFormat();
		this.n = options.n();
		this.extra = options.extra();
	}

	public RequestOptionsBuilder temperature(@Nullable Double temperature) {
		this.temperature = temperature;
		return this;
	}

	public RequestOptionsBuilder topP(@Nullable Double topP) {
		this.topP = topP;
		return this;
	}

	public RequestOptionsBuilder maxTokens(@Nullable Integer maxTokens) {
		this.maxTokens = maxTokens;
		return this;
	}

	public RequestOptionsBuilder maxCompletionTokens(@Nullable Integer maxCompletionTokens) {
		this.maxCompletionTokens = maxCompletionTokens;
		return this;
	}

	public RequestOptionsBuilder stop(@Nullable List<String> stop) {
		this.stop = (stop != null) ? List.copyOf(stop) : null;
		return this;
	}

	public RequestOptionsBuilder presencePenalty(@Nullable Double presencePenalty) {
		this.presencePenalty = presencePenalty;
		return this;
	}

	public RequestOptionsBuilder frequencyPenalty(@Nullable Double frequencyPenalty) {
		this.frequencyPenalty = frequencyPenalty;
		return this;
	}

	public RequestOptionsBuilder seed(@Nullable Long seed) {
		this.seed = seed;
		return this;
	}

	public RequestOptionsBuilder user(@Nullable String user) {
		this.user = user;
		return this;
	}

	public RequestOptionsBuilder logitBias(@Nullable Map<String, Integer> logitBias) {
		this.logitBias = (logitBias != null) ? Map.copyOf(logitBias) : null;
		return this;
	}

	public RequestOptionsBuilder logprobs(@Nullable Boolean logprobs) {
		this.logprobs = logprobs;
		return this;
	}

	public RequestOptionsBuilder topLogProbs(@Nullable Integer topLogProbs) {
		this.topLogProbs = topLogProbs;
		return this;
	}

	public RequestOptionsBuilder reasoningEffort(@Nullable String reasoningEffort) {
		this.reasoningEffort = reasoningEffort;
		return this;
	}

	public RequestOptionsBuilder responseFormat(@Nullable ResponseFormat responseFormat) {
		this.responseFormat = responseFormat;
		return this;
	}

	public RequestOptionsBuilder n(@Nullable Integer n) {
		this.n = n;
		return this;
	}

	public RequestOptionsBuilder extra(@Nullable Map<String, Object> extra) {
		// a null value is a field of the body, too
		this.extra = (extra != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(extra)) : null;
		return this;
	}

	/**
	 * Builds the options.
	 * @return the options
	 */
	public RequestOptions build() {
		return new RequestOptions(this.temperature, this.topP, this.maxTokens, this.maxCompletionTokens, this.stop,
				this.presencePenalty, this.frequencyPenalty, this.seed, this.user, this.logitBias, this.logprobs,
				this.topLogProbs, this.reasoningEffort, this.responseFormat, this.n, this.extra);
	}

}
