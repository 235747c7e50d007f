package dev.switchboard.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.switchboard.connector.RequestOptions;
import dev.switchboard.connector.ResponseFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;

/**
 * Builder of {@link SwitchboardChatOptions}. Setting an option to {@code null} leaves it
 * to the configuration.
 *
 * <p>
 * Extends the builder of Spring AI, because builders that are combined read each other's
 * fields.
 *
 * @since 0.1.0
 */
public final class SwitchboardChatOptionsBuilder
		extends DefaultToolCallingChatOptions.Builder<SwitchboardChatOptionsBuilder>
		implements StructuredOutputChatOptions.Builder<SwitchboardChatOptionsBuilder> {

	private @Nullable String sessionId;

	private @Nullable Integer maxCompletionTokens;

	private @Nullable Long seed;

	private @Nullable String user;

	private @Nullable Map<String, Integer> logitBias;

	private @Nullable Boolean logprobs;

	private @Nullable Integer topLogProbs;

	private @Nullable String reasoningEffort;

	private @Nullable ResponseFormat responseFormat;

	private @Nullable Integer n;

	private @Nullable Map<String, Object> extra;

	SwitchboardChatOptionsBuilder() {
	}

	SwitchboardChatOptionsBuilder(SwitchboardChatOptions options) {
		model(options.getModel());
		topK(options.getTopK());
		toolCallbacks(options.getToolCallbacks());
		toolContext(options.getToolContext());
		this.sessionId = options.getSessionId();
		set(options.getRequestOptions());
	}

	private void set(RequestOptions request) {
		temperature(request.temperature());
		topP(request.topP());
		maxTokens(request.maxTokens());
		stopSequences(request.stop());
		presencePenalty(request.presencePenalty());
		frequencyPenalty(request.frequencyPenalty());
		this.maxCompletionTokens = request.maxCompletionTokens();
		this.seed = request.seed();
		this.user = request.user();
		this.logitBias = request.logitBias();
		this.logprobs = request.logprobs();
		this.topLogProbs = request.topLogProbs();
		this.reasoningEffort = request.reasoningEffort();
		this.responseFormat = request.responseFormat();
		this.n = request.n();
		this.extra = request.extra();
	}

	/**
	 * Sets the session the prompt belongs to.
	 * @param sessionId the session id; only its hash is kept
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder sessionId(@Nullable String sessionId) {
		this.sessionId = sessionId;
		return this;
	}

	/**
	 * Sets the upper bound of the completion, reasoning included.
	 * @param maxCompletionTokens the bound in tokens
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder maxCompletionTokens(@Nullable Integer maxCompletionTokens) {
		this.maxCompletionTokens = maxCompletionTokens;
		return this;
	}

	/**
	 * Sets the seed for repeatable choices.
	 * @param seed the seed
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder seed(@Nullable Long seed) {
		this.seed = seed;
		return this;
	}

	/**
	 * Sets the end user, for the provider's abuse monitoring.
	 * @param user an opaque id
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder user(@Nullable String user) {
		this.user = user;
		return this;
	}

	/**
	 * Sets the bias by token id.
	 * @param logitBias the bias of each token, -100 to 100
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder logitBias(@Nullable Map<String, Integer> logitBias) {
		this.logitBias = (logitBias != null) ? Map.copyOf(logitBias) : null;
		return this;
	}

	/**
	 * Sets whether to return log probabilities.
	 * @param logprobs whether to return them
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder logprobs(@Nullable Boolean logprobs) {
		this.logprobs = logprobs;
		return this;
	}

	/**
	 * Sets the number of alternatives with log probabilities per token.
	 * @param topLogProbs the number, 0 to 20
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder topLogProbs(@Nullable Integer topLogProbs) {
		this.topLogProbs = topLogProbs;
		return this;
	}

	/**
	 * Sets the effort of a reasoning model.
	 * @param reasoningEffort minimal, low, medium or high
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder reasoningEffort(@Nullable String reasoningEffort) {
		this.reasoningEffort = reasoningEffort;
		return this;
	}

	/**
	 * Sets the form of the completion.
	 * @param responseFormat the form
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder responseFormat(@Nullable ResponseFormat responseFormat) {
		this.responseFormat = responseFormat;
		return this;
	}

	/**
	 * Sets the number of completions.
	 * @param n the number, at least 1
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder n(@Nullable Integer n) {
		this.n = n;
		return this;
	}

	/**
	 * Sets further fields of the request's body, such as {@code verbosity}.
	 * @param extra the fields, by the name that the service gives them
	 * @return this builder
	 */
	public SwitchboardChatOptionsBuilder extra(@Nullable Map<String, Object> extra) {
		this.extra = (extra != null) ? Collections.unmodifiableMap(new LinkedHashMap<>(extra)) : null;
		return this;
	}

	// the inherited options, with the type that the first line has: code compiled for
	// either line runs on both

	@Override
	public SwitchboardChatOptionsBuilder model(@Nullable String model) {
		return super.model(model);
	}

	@Override
	public SwitchboardChatOptionsBuilder temperature(@Nullable Double temperature) {
		return super.temperature(temperature);
	}

	@Override
	public SwitchboardChatOptionsBuilder topP(@Nullable Double topP) {
		return super.topP(topP);
	}

	@Override
	public SwitchboardChatOptionsBuilder topK(@Nullable Integer topK) {
		return super.topK(topK);
	}

	@Override
	public SwitchboardChatOptionsBuilder maxTokens(@Nullable Integer maxTokens) {
		return super.maxTokens(maxTokens);
	}

	@Override
	public SwitchboardChatOptionsBuilder stopSequences(@Nullable List<String> stopSequences) {
		return super.stopSequences(stopSequences);
	}

	@Override
	public SwitchboardChatOptionsBuilder presencePenalty(@Nullable Double presencePenalty) {
		return super.presencePenalty(presencePenalty);
	}

	@Override
	public SwitchboardChatOptionsBuilder frequencyPenalty(@Nullable Double frequencyPenalty) {
		return super.frequencyPenalty(frequencyPenalty);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolCallbacks(@Nullable List<ToolCallback> toolCallbacks) {
		return super.toolCallbacks(toolCallbacks);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolCallbacks(ToolCallback... toolCallbacks) {
		return super.toolCallbacks(toolCallbacks);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolContext(@Nullable Map<String, Object> toolContext) {
		return super.toolContext(toolContext);
	}

	@Override
	public SwitchboardChatOptionsBuilder toolContext(String key, Object value) {
		return super.toolContext(key, value);
	}

	@Override
	public SwitchboardChatOptionsBuilder outputSchema(@Nullable String outputSchema) {
		this.responseFormat = (outputSchema != null)
				? new ResponseFormat(ResponseFormat.Type.JSON_SCHEMA, null, outputSchema, true) : null;
		return this;
	}

	/** Other builders know only the portable options: the rest is read as it is sent. */
	@Override
	public SwitchboardChatOptionsBuilder combineWith(ChatOptions.Builder<?> other) {
		super.combineWith(other);
		if (other instanceof SwitchboardChatOptionsBuilder that) {
			this.sessionId = (that.sessionId != null) ? that.sessionId : this.sessionId;
			add(that.requestOptions());
		}
		else if (other instanceof OpenAiChatOptions.Builder openAi) {
			CallerOptions read = CallerOptions.of(openAi.clone().build());
			add(read.request());
			if (!read.extra().isEmpty()) {
				Map<String, Object> merged = new LinkedHashMap<>((this.extra != null) ? this.extra : Map.of());
				merged.putAll(read.extra());
				extra(merged);
			}
		}
		return this;
	}

	/** Spring AI has combined the stop sequences. */
	private void add(RequestOptions options) {
		List<String> stop = this.stopSequences;
		set(options.orElse(requestOptions()));
		stopSequences(stop);
	}

	private RequestOptions requestOptions() {
		return new RequestOptions(this.temperature, this.topP, this.maxTokens, this.maxCompletionTokens,
				(this.stopSequences != null) ? List.copyOf(this.stopSequences) : null, this.presencePenalty,
				this.frequencyPenalty, this.seed, this.user, this.logitBias, this.logprobs, this.topLogProbs,
				this.reasoningEffort, this.responseFormat, this.n, this.extra);
	}

	@Override
	public SwitchboardChatOptions build() {
		return new SwitchboardChatOptions(this.model, this.sessionId, this.topK, requestOptions(),
				Objects.requireNonNullElse(this.toolCallbacks, List.of()),
				Objects.requireNonNullElse(this.toolContext, Map.of()));
	}

}
